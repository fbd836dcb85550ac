using System.Collections.Concurrent;

namespace MeshEvents.Store;

/// <summary>Where the mark and each shard stand, in this process. Waiters are woken by every move.</summary>
sealed class Progress
{
    readonly ConcurrentDictionary<string, long> positions = new();
    readonly SemaphoreSlim news = new(0, 1);
    TaskCompletionSource moved = Fresh();
    long highWater;

    public long HighWater => Interlocked.Read(ref highWater);

    public long? PositionOf(string shard) => positions.TryGetValue(shard, out var position) ? position : null;

    /// <summary>There may be new events. Many calls before the daemon looks are one.</summary>
    public void Wake()
    {
        lock (news)
            if (news.CurrentCount == 0) news.Release();
    }

    /// <summary>Until <see cref="Wake"/> or the time is over.</summary>
    public Task NewsAsync(TimeSpan atMost, CancellationToken stop) => news.WaitAsync(atMost, stop);

    public void MoveMark(long to)
    {
        Interlocked.Exchange(ref highWater, to);
        Pulse();
    }

    public void Move(string shard, long to)
    {
        positions[shard] = to;
        Pulse();
    }

    /// <summary>Completes at the next move of anything. To be taken before the condition is looked at.</summary>
    public Task Moved => Volatile.Read(ref moved).Task;

    public async Task WaitAsync(string shard, long sequence, TimeSpan timeout, TimeProvider time)
    {
        using var deadline = new CancellationTokenSource(timeout, time);
        while (true)
        {
            var next = Moved;
            if (PositionOf(shard) >= sequence) return;
            try
            {
                await next.WaitAsync(deadline.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"{shard} did not reach {sequence} within {timeout}: it is at {PositionOf(shard)?.ToString() ?? "nothing"}, the mark at {HighWater}.");
            }
        }
    }

    void Pulse() => Interlocked.Exchange(ref moved, Fresh()).TrySetResult();

    static TaskCompletionSource Fresh() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
