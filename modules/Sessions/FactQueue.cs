using System.Threading.Channels;
using MeshEvents.Kernel;

namespace MeshEvents.Sessions;

/// <summary>Facts on their way from a tunnel to the store: a bounded queue, many in one commit. Who tells more than the store takes waits.</summary>
sealed class FactQueue
{
    const int Waiting = 256, InOneCommit = 64;

    readonly Channel<Fact> queue = Channel.CreateBounded<Fact>(new BoundedChannelOptions(Waiting) { SingleReader = true });
    readonly Func<IReadOnlyList<Fact>, Task> record;
    readonly Task recording;

    public FactQueue(Func<IReadOnlyList<Fact>, Task> record)
    {
        this.record = record;
        recording = RecordAsync();
    }

    /// <exception cref="InvalidOperationException">What was told before could not be recorded.</exception>
    public ValueTask TellAsync(Fact? fact) => fact is null ? ValueTask.CompletedTask : queue.Writer.WriteAsync(fact);

    /// <summary>Returns when all that was told is committed.</summary>
    public Task EndAsync()
    {
        queue.Writer.TryComplete();
        return recording;
    }

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
