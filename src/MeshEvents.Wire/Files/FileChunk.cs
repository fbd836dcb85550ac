using System.Buffers.Binary;

namespace MeshEvents.Wire.Files;

/// <summary>
/// One piece of a file, ours, both ways; binary, integers big-endian:
/// <code>
/// 0   u8   2 (so it is neither JSON, 0x7B, nor a chunk of the plain protocol, 0x01 or escaped 0x00)
/// 1   u32  number of the transfer: the reqid that opened it
/// 5   u64  offset of the first byte in the file
/// 13  32   SHA-256 of the data
/// 45  …    data, at most 256 KB
/// </code>
/// </summary>
public static class FileChunk
{
    public const byte Mark = 2;
    public const int HeaderSize = 45, HashSize = 32;

    const int TransferAt = 1, OffsetAt = 5, HashAt = 13;

    /// <summary>Writes the header before data that stands at <see cref="HeaderSize"/> already.</summary>
    public static void WriteHeader(Span<byte> chunk, uint transfer, long offset, ReadOnlySpan<byte> hash)
    {
        chunk[0] = Mark;
        BinaryPrimitives.WriteUInt32BigEndian(chunk[TransferAt..], transfer);
        BinaryPrimitives.WriteInt64BigEndian(chunk[OffsetAt..], offset);
        hash[..HashSize].CopyTo(chunk[HashAt..]);
    }

    /// <summary>Whether a whole message is a chunk; the hash is for the receiver to compare.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> message, out uint transfer, out long offset, out ReadOnlyMemory<byte> hash, out ReadOnlyMemory<byte> data)
    {
        (transfer, offset, hash, data) = (0, 0, default, default);
        if (message.Length is < HeaderSize or > HeaderSize + FileLimits.LargestChunk || message.Span[0] != Mark) return false;
        transfer = BinaryPrimitives.ReadUInt32BigEndian(message.Span[TransferAt..]);
        offset = BinaryPrimitives.ReadInt64BigEndian(message.Span[OffsetAt..]);
        if (offset < 0) return false;
        (hash, data) = (message.Slice(HashAt, HashSize), message[HeaderSize..]);
        return true;
    }
}
