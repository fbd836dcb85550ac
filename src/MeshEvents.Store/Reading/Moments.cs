namespace MeshEvents.Store;

/// <summary>Turns a time into the last sequence number that was there by then (architecture 13.14).</summary>
sealed class Moments(EventStore store)
{
    /// <summary>From the minute's clock row the events are scanned: the last number before the first event that is later.</summary>
    public async Task<long> SequenceAtAsync(DateTimeOffset time, CancellationToken stop)
    {
        await using var connection = await store.Database.App.OpenConnectionAsync(stop);
        var at = time.ToUniversalTime();
        var minute = await connection.ScalarAsync<long>("select seq_id from events.clock where at <= $1 order by at desc limit 1", stop, at);
        var later = await connection.ScalarAsync<long>("select seq_id from events.mt_events where seq_id > $1 and timestamp > $2 order by seq_id limit 1", stop, minute, at);
        return later > 0 ? later - 1 : await connection.ScalarAsync<long>("select coalesce(max(seq_id), 0) from events.mt_events", stop);
    }
}
