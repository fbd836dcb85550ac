using MeshEvents.Wire;
using MeshEvents.Wire.Desktop;

namespace MeshEvents.Agent.Channels.Desktop;

/// <summary>
/// The person's packets out of messages that may hold several of them, or a part of one (spec/desktop-protocol.md 1). What their rights do not let
/// through is dropped here too, whatever the server did.
/// </summary>
sealed class DesktopStream(InputLevel level)
{
    byte[] kept = [];

    /// <exception cref="InvalidDataException">These are no desktop packets; the message says so.</exception>
    public List<DesktopInput> Take(ReadOnlySpan<byte> message)
    {
        if (kept.Length > 0) message = (byte[])[.. kept, .. message];
        List<DesktopInput> packets = [];
        while (true)
        {
            var progress = DesktopFrames.Next(message, DesktopInputReader.SizeLimit, out var frame, out var used);
            if (progress is Progress.Broken) throw new InvalidDataException("What was sent to the screen is no desktop packet.");
            if (progress is Progress.NeedMore) break;
            message = message[used..];
            if (DesktopRights.Passes(level, frame) && DesktopInputReader.Read(frame, out var input) == Reading.Done) packets.Add(input!);
        }
        kept = message.ToArray();
        return packets;
    }
}
