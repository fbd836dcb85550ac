using MeshEvents.Wire;
using MeshEvents.Wire.Desktop;

namespace MeshEvents.Relay;

/// <summary>
/// The person's side of a desktop session, packet by packet: what their rights do not cover never reaches the device, whatever page or agent is used
/// (spec/desktop-protocol.md 1, rights). Packets may be split anywhere; only whole ones go on.
/// </summary>
sealed class DesktopFilter
{
    /// <summary>Bytes of one packet: no input is longer, and this much may be kept for one that has not come whole.</summary>
    public const int MostPacket = DesktopInputReader.SizeLimit;

    byte[] kept = [];

    /// <summary>Something was done, by hand: as opposed to what a page sends by itself.</summary>
    public bool Touched { get; private set; }

    /// <returns>What may go on; null: these are no desktop packets.</returns>
    public Memory<byte>? Pass(ReadOnlySpan<byte> part, InputLevel level)
    {
        Touched = false;
        byte[] all = [.. kept, .. part];
        var (at, length) = (0, 0);
        while (true)
        {
            var progress = DesktopFrames.Next(all.AsSpan(at), MostPacket, out var frame, out var used);
            if (progress is Progress.Broken) return null;
            if (progress is Progress.NeedMore) break;
            Touched |= DesktopRights.IsTouching(frame.Command);
            if (DesktopRights.Passes(level, frame))
            {
                all.AsSpan(at, used).CopyTo(all.AsSpan(length));
                length += used;
            }
            at += used;
        }
        kept = all[at..];
        return all.AsMemory(0, length);
    }
}
