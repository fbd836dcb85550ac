using MeshEvents.Contracts.Relay;
using MeshEvents.Kernel;
using MeshEvents.Wire;
using MeshEvents.Wire.Files;
using MeshEvents.Wire.Relay;

namespace MeshEvents.Sessions.Files;

/// <summary>
/// Reads along in one files tunnel. Data (anything that does not begin like JSON) is passed by after one look at its first byte. When the
/// store is slower than the requests, the requests wait, and the data does not.
/// </summary>
sealed class FilesInspection : ITunnelInspection
{
    readonly FactQueue queue;
    readonly FileBook book = new();
    readonly MessageAssembler up = new(FileLimits.Json), down = new(FileLimits.Json);
    long notRead;

    public FilesInspection(Func<IReadOnlyList<Fact>, Task> record) => queue = new(record);

    public ValueTask SawAsync(bool goingUp, ReadOnlyMemory<byte> piece, bool text, bool last)
    {
        var seen = (goingUp ? up : down).Take(piece, last, out var message);
        if (seen == Assembled.TooLong) Interlocked.Increment(ref notRead);
        if (seen != Assembled.Whole) return ValueTask.CompletedTask;
        if (text && RelayControlReader.Read(message, inStart: false, out _, out _) == Reading.Done) return ValueTask.CompletedTask;
        return goingUp ? RequestAsync(message) : AnswerAsync(message);
    }

    public async Task EndAsync()
    {
        foreach (var fact in book.End(Interlocked.Read(ref notRead))) await queue.TellAsync(fact);
        await queue.EndAsync();
    }

    ValueTask RequestAsync(ReadOnlyMemory<byte> message)
    {
        if (FileRequestReader.Read(message, out var request, out _) == Reading.Done) return queue.TellAsync(book.Asked(request!));
        Interlocked.Increment(ref notRead);
        return ValueTask.CompletedTask;
    }

    ValueTask AnswerAsync(ReadOnlyMemory<byte> message)
    {
        switch (FileAnswerReader.Read(message, out var answer))
        {
            case Reading.Done: return queue.TellAsync(book.Answered(answer!));
            case Reading.Broken: Interlocked.Increment(ref notRead); break;
        }
        return ValueTask.CompletedTask;
    }
}
