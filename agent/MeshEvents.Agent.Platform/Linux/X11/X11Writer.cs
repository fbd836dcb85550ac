using System.Buffers.Binary;

namespace MeshEvents.Agent.Platform.Linux.X11;

/// <summary>Builds one request: little-endian, as the connection was opened. Its length is set by <see cref="ToRequest"/>.</summary>
sealed class X11Writer
{
    byte[] bytes = new byte[40];
    int length;

    /// <summary>The head of a request: number, a byte of its own (an extension's request number), and the length, which comes last.</summary>
    public static X11Writer Request(int opcode, int data = 0) => new X11Writer().U8(opcode).U8(data).U16(0);

    public X11Writer U8(int value) => Put(1, (byte)value);

    public X11Writer U16(int value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(Room(2), (ushort)value);
        return this;
    }

    public X11Writer U32(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(Room(4), value);
        return this;
    }

    public X11Writer Bytes(ReadOnlySpan<byte> more)
    {
        more.CopyTo(Room(more.Length));
        return this;
    }

    public X11Writer Zero(int count)
    {
        Room(count).Clear();
        return this;
    }

    public X11Writer Fill() => Zero(-length & 3);

    public byte[] ToArray() => bytes[..length];

    /// <summary>The whole request, filled up to four bytes, with its length in units of four.</summary>
    public byte[] ToRequest()
    {
        Fill();
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2), checked((ushort)(length / 4)));
        return ToArray();
    }

    X11Writer Put(int count, byte value)
    {
        Room(count)[0] = value;
        return this;
    }

    Span<byte> Room(int count)
    {
        if (length + count > bytes.Length) Array.Resize(ref bytes, Math.Max(bytes.Length * 2, length + count));
        length += count;
        return bytes.AsSpan(length - count, count);
    }
}
