using System.Threading.Channels;
using MeshEvents.Contracts.Relay;
using MeshEvents.Kernel;
using MeshEvents.Wire;
using MeshEvents.Wire.Files;
using MeshEvents.Wire.Relay;

namespace MeshEvents.Sessions.Files;

/// <summary>
/// Reads along in one files tunnel. Data (anything that does not begin like JSON) is passed by after one look at its first byte. Facts go through a bounded queue to
/// the store, many in one commit; when the store is slower than the requests, the requests wait, and the data does not.
/// </summary>
sealed class FilesInspection : ITunnelInspection
{
    const int Waiting = 256, InOneCommit = 64;

    readonly Channel<Fact> queue = Channel.CreateBounded<Fact>(new BoundedChannelOptions(Waiting) { SingleReader = true });
    readonly Func<IReadOnlyList<Fact>, Task> record;
    readonly FileBook book = new();
    readonly MessageAssembler up = new(FileLimits.Json), down = new(FileLimits.Json);
    readonly Task recording;
    long notRead;

    public FilesInspection(Func<IReadOnlyList<Fact>, Task> record)
    {
        this.record = record;
        recording = RecordAsync();
    }

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
        foreach (var fact in book.End(Interlocked.Read(ref notRead))) await TellAsync(fact);
        queue.Writer.TryComplete();
        await recording;
    }

    ValueTask RequestAsync(ReadOnlyMemory<byte> message)
    {
        if (FileRequestReader.Read(message, out var request, out _) == Reading.Done) return TellAsync(book.Asked(request!));
        Interlocked.Increment(ref notRead);
        return ValueTask.CompletedTask;
    }

    ValueTask AnswerAsync(ReadOnlyMemory<byte> message)
    {
        switch (FileAnswerReader.Read(message, out var answer))
        {
            case Reading.Done: return TellAsync(book.Answered(answer!));
            case Reading.Broken: Interlocked.Increment(ref notRead); break;
        }
        return ValueTask.CompletedTask;
    }

    ValueTask TellAsync(Fact? fact) => fact is null ? ValueTask.CompletedTask : queue.Writer.WriteAsync(fact);

    async Task RecordAsync()
    {
        try
        {
            while (await queue.Reader.WaitToReadAsync())
            {
                var some = new List<Fact>();
                while (some.Count < InOneCommit && queue.Reader.TryRead(out var fact)) some.Add(fact);
                await record(some);
            }
        }
        catch (Exception e)
        {
            queue.Writer.TryComplete(e);         // who tells the next fact learns it, and the tunnel ends
            throw;
        }
    }
}
