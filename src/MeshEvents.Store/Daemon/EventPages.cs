namespace MeshEvents.Store;

/// <summary>A slice of the log: all of (floor, ceiling] that was asked for, in order.</summary>
sealed record EventSlice(long Floor, long Ceiling, IReadOnlyList<StoredEvent> Events);

/// <summary>
/// Reads the log for the shards. Those that keep up ask for the same short piece at the same time: it is read, and its events opened, once.
/// One that is behind reads big pages of only what it wants.
/// </summary>
sealed class EventPages(EventStore store)
{
    public const int Short = 500, Big = 5000;
    readonly Lock gate = new();
    (long Floor, long Mark, Task<EventSlice> Slice)? shared;

    public Task<EventSlice> ReadAsync(long floor, long mark, IReadOnlyList<Type>? facts, int take, CancellationToken stop)
    {
        if (mark - floor > Short || take < Short) return ReadOwnAsync(floor, mark, facts, take, stop);
        lock (gate)
        {
            if (shared is not { } last || last.Floor != floor || last.Mark != mark || last.Slice.IsFaulted || last.Slice.IsCanceled)
                shared = last = (floor, mark, ReadOwnAsync(floor, mark, null, Short, stop));
            return last.Slice;
        }
    }

    async Task<EventSlice> ReadOwnAsync(long floor, long mark, IReadOnlyList<Type>? facts, int take, CancellationToken stop)
    {
        await foreach (var page in store.PagesAsync(null, floor, mark, facts, take, stop))
            return new(floor, page.Count < take ? mark : page[^1].Sequence, page);
        return new(floor, mark, []);
    }
}
