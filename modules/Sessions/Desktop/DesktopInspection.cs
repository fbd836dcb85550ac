using MeshEvents.Contracts.Relay;
using MeshEvents.Contracts.Sessions;
using MeshEvents.Kernel;
using MeshEvents.Sessions.Files;
using MeshEvents.Wire;
using MeshEvents.Wire.Relay;

namespace MeshEvents.Sessions.Desktop;

/// <summary>Reads along in one desktop tunnel. Pictures and keys are binary and passed by; of the texts only clipboards are of interest, and of them only how long they are.</summary>
sealed class DesktopInspection(Func<IReadOnlyList<Fact>, Task> record) : ITunnelInspection
{
    readonly FactQueue queue = new(record);
    readonly MessageAssembler up = new(RelayControlReader.ClipboardSizeLimit), down = new(RelayControlReader.ClipboardSizeLimit);

    public ValueTask SawAsync(bool goingUp, ReadOnlyMemory<byte> piece, bool text, bool last)
    {
        if (!text || (goingUp ? up : down).Take(piece, last, out var message) != Assembled.Whole) return ValueTask.CompletedTask;
        return RelayControlReader.Read(message, inStart: false, out var control, out _) == Reading.Done && control is RelayClipboard clipboard
            ? queue.TellAsync(new ClipboardPassed(goingUp, clipboard.Text.Length))
            : ValueTask.CompletedTask;
    }

    public Task EndAsync() => queue.EndAsync();
}
