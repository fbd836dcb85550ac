using System.Buffers.Binary;

namespace MeshEvents.Wire.Desktop;

/// <summary>One packet where it lies: its number and what follows its head. The number may be one that nobody knows.</summary>
public readonly ref struct DesktopFrame(DesktopCommand command, ReadOnlySpan<byte> body)
{
    public DesktopCommand Command { get; } = command;
    public ReadOnlySpan<byte> Body { get; } = body;
}

/// <summary>
/// Cuts a stream of desktop packets (spec/desktop-protocol.md 1, big-endian):
/// <code>
/// u16 command | u16 size, these four bytes included | body
/// u16 27      | u16 8 | u32 n | u16 command | u16 0 | body          n counts from the inner command on
/// </code>
/// Never throws, never copies. Lengths are judged before anything is kept for them.
/// </summary>
public static class DesktopFrames
{
    public const int Head = 4, JumboHead = 8, NormalLimit = ushort.MaxValue;

    /// <summary>Bytes of one whole packet: a picture of 8192 x 8192 pixels hardly needs a quarter of it.</summary>
    public const int SizeLimit = 32 * 1024 * 1024;

    /// <param name="limit">Bytes of one packet; one that says it is longer is broken.</param>
    /// <param name="used">How many bytes the packet takes, when it is done.</param>
    public static Progress Next(ReadOnlySpan<byte> bytes, int limit, out DesktopFrame frame, out int used)
    {
        frame = default;
        used = 0;
        if (bytes.Length < Head) return Progress.NeedMore;
        var command = (DesktopCommand)BinaryPrimitives.ReadUInt16BigEndian(bytes);
        var size = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
        if (command == DesktopCommand.Jumbo) return NextJumbo(bytes, size, limit, out frame, out used);
        if (size < Head || size > limit) return Progress.Broken;
        if (bytes.Length < size) return Progress.NeedMore;
        frame = new(command, bytes[Head..size]);
        used = size;
        return Progress.Done;
    }

    static Progress NextJumbo(ReadOnlySpan<byte> bytes, int size, int limit, out DesktopFrame frame, out int used)
    {
        frame = default;
        used = 0;
        if (size != JumboHead) return Progress.Broken;
        if (bytes.Length < JumboHead) return Progress.NeedMore;
        var inner = BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]);
        if (inner < Head || inner > (uint)Math.Max(0, limit - JumboHead)) return Progress.Broken;
        if (bytes.Length - JumboHead < inner) return Progress.NeedMore;

        var command = (DesktopCommand)BinaryPrimitives.ReadUInt16BigEndian(bytes[JumboHead..]);
        if (command == DesktopCommand.Jumbo) return Progress.Broken;
        used = JumboHead + (int)inner;
        frame = new(command, bytes[(JumboHead + Head)..used]);
        return Progress.Done;
    }
}
