using System.Collections.Concurrent;

namespace MeshEvents.Bus;

/// <summary>
/// Keeps a flood of equal refusals from becoming a flood of events: the first is written at once, and those that follow within the window as one, with
/// their count, when it ends.
/// </summary>
public sealed class Gathering<TKey>(TimeSpan window, TimeProvider clock, Func<TKey, int, CancellationToken, Task> write) where TKey : notnull
{
    sealed class Repeats(DateTimeOffset until)
    {
        public readonly DateTimeOffset Until = until;
        public int More;
    }

    readonly ConcurrentDictionary<TKey, Repeats> open = [];

    public async Task NoteAsync(TKey key, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        if (open.TryGetValue(key, out var repeats) && repeats.Until > now)
        {
            Interlocked.Increment(ref repeats.More);
            return;
        }
        if (repeats is not null) await CloseAsync(key, repeats, stop);
        open[key] = new(now + window);
        await write(key, 1, stop);
    }

    /// <summary>Writes what ended by then.</summary>
    public async Task FlushAsync(DateTimeOffset by, CancellationToken stop)
    {
        foreach (var (key, repeats) in open)
            if (repeats.Until <= by) await CloseAsync(key, repeats, stop);
    }

    /// <summary>Until the server stops, and then what is left.</summary>
    public async Task KeepFlushingAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(window / 4, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stop)) await FlushAsync(clock.GetUtcNow(), stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested) { await FlushAsync(DateTimeOffset.MaxValue, CancellationToken.None); }
    }

    async Task CloseAsync(TKey key, Repeats repeats, CancellationToken stop)
    {
        if (open.TryRemove(new(key, repeats)) && repeats.More > 0) await write(key, repeats.More, stop);
    }
}
