using Npgsql;

namespace MeshEvents.Store;

/// <summary>
/// The two-step mark (stack.md 3): the last number drawn, then an own transaction id, then wait until every older transaction has ended. All that
/// had drawn a number up to the mark is then committed or gone. No time-out ever moves it: right only because every append has its transaction id
/// before it draws a number.
/// </summary>
static class HighWaterMark
{
    public const string Row = "HighWaterMark";
    static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(2), LongestWait = TimeSpan.FromMilliseconds(50);

    public static Task<long> DrawnAsync(NpgsqlConnection connection, CancellationToken stop) =>
        connection.ScalarAsync<long>("select case when is_called then last_value else 0 end from events.mt_events_sequence", stop);

    /// <summary>The newest mark that is settled now; waits for the transactions that hold it back.</summary>
    public static async Task<long> SettleAsync(NpgsqlConnection connection, long known, CancellationToken stop)
    {
        var drawn = await DrawnAsync(connection, stop);
        if (drawn <= known) return known;
        var fence = await connection.ScalarAsync<string>("select pg_current_xact_id()::text", stop);
        for (var wait = FirstWait; !await OverAsync(connection, fence!, stop); wait = wait * 2 > LongestWait ? LongestWait : wait * 2)
            await Task.Delay(wait, stop);
        return drawn;
    }

    static Task<bool> OverAsync(NpgsqlConnection connection, string fence, CancellationToken stop) =>
        connection.ScalarAsync<bool>("select pg_snapshot_xmin(pg_current_snapshot()) > $1::text::xid8", stop, fence);

    /// <summary>For Marten's daemon, which trusts the row. Never read back here: others may write it too.</summary>
    public static Task PublishAsync(NpgsqlConnection connection, long mark, CancellationToken stop) =>
        connection.ScalarAsync<object>("select events.mt_mark_event_progression($1, $2)", stop, Row, mark);

    /// <summary>The time beside the mark: everything up to it was committed by then.</summary>
    public static Task NoteTimeAsync(NpgsqlConnection connection, long mark, CancellationToken stop) =>
        connection.ScalarAsync<object>("insert into events.clock (at, seq_id) values (now(), $1) on conflict do nothing", stop, mark);
}
