using System.Buffers.Binary;

namespace MeshEvents.Agent.Platform.Jpeg;

/// <summary>The growing file: markers as bytes, pictures as bits, in which a byte 0xFF is followed by a zero (ITU T.81, F.1.2.3).</summary>
sealed class JpegBits
{
    byte[] bytes = new byte[64 * 1024];
    int length;
    ulong bits;
    int held;

    public ReadOnlySpan<byte> Written => bytes.AsSpan(0, length);

    public void Clear() => (length, bits, held) = (0, 0, 0);

    public void Append(params ReadOnlySpan<byte> more)
    {
        Room(more.Length);
        more.CopyTo(bytes.AsSpan(length));
        length += more.Length;
    }

    public void Append16(int value) => Append((byte)(value >> 8), (byte)value);

    /// <summary>At least so many bytes fit now.</summary>
    public void Room(int count)
    {
        if (length + count > bytes.Length) Array.Resize(ref bytes, Math.Max(bytes.Length * 2, length + count));
    }

    /// <summary>The lowest <paramref name="count"/> bits, at most 32. There must be <see cref="Room"/>.</summary>
    public void Put(uint value, int count)
    {
        bits = bits << count | value;
        held += count;
        if (held >= 32) Flush32();
    }

    /// <summary>Fills the last byte with ones.</summary>
    public void End()
    {
        Room(16);
        if (held % 8 is not 0 and var over) Put((1u << (8 - over)) - 1, 8 - over);
        for (; held > 0; held -= 8) Byte((byte)(bits >> (held - 8)));
    }

    void Flush32()
    {
        held -= 32;
        var word = (uint)(bits >> held);
        // no byte is 0xFF: the complement has no zero byte
        if (((~word - 0x01010101u) & word & 0x80808080u) == 0)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(length), word);
            length += 4;
            return;
        }
        for (var shift = 24; shift >= 0; shift -= 8) Byte((byte)(word >> shift));
    }

    void Byte(byte value)
    {
        bytes[length++] = value;
        if (value == 0xFF) bytes[length++] = 0;
    }
}
