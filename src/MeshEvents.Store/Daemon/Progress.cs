using System.Collections.Concurrent;

namespace MeshEvents.Store;

/// <summary>Where the mark and each shard stand, in this process. Waiters are woken by every move.</summary>
sealed class Progress
{
    readonly ConcurrentDictionary<string, long> positions = new();
    readonly SemaphoreSlim news = new(0, 1);
    TaskCompletionSource moved = Fresh(), markMoved = Fresh();
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
    /// <returns>Whether it was woken.</returns>
    public Task<bool> NewsAsync(TimeSpan atMost, CancellationToken stop) => news.WaitAsync(atMost, stop);

    public void MoveMark(long to)
    {
        Interlocked.Exchange(ref highWater, to);
        Pulse(ref markMoved);
    }

    public void Move(string shard, long to)
    {
        positions[shard] = to;
        Pulse(ref moved);
    }

    /// <summary>Completes when the mark moves next. To be taken before the mark is looked at.</summary>
    public Task MarkMoved => Volatile.Read(ref markMoved).Task;

    public async Task WaitAsync(string shard, long sequence, TimeSpan timeout, TimeProvider time)
    {
        using var deadline = new CancellationTokenSource(timeout, time);
        while (true)
        {
            var next = Volatile.Read(ref moved).Task;
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

    static void Pulse(ref TaskCompletionSource signal) => Interlocked.Exchange(ref signal, Fresh()).TrySetResult();

    static TaskCompletionSource Fresh() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
