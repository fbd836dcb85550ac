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

    const string Drawn = "select case when is_called then last_value else 0 end from events.mt_events_sequence";

    static Task<long> DrawnAsync(NpgsqlConnection connection, CancellationToken stop) => connection.ScalarAsync<long>(Drawn, stop);

    /// <summary>The newest mark that is settled now; waits for the transactions that hold it back.</summary>
    /// <param name="expected">There is news for sure: asked in one round trip, at the price of a transaction id.</param>
    public static async Task<long> SettleAsync(NpgsqlConnection connection, long known, CancellationToken stop, bool expected = false)
    {
        if (!expected && await DrawnAsync(connection, stop) <= known) return known;
        var (drawn, fence, over) = await FenceAsync(connection, stop);
        for (var wait = FirstWait; !over; wait = wait * 2 > LongestWait ? LongestWait : wait * 2)
        {
            await Task.Delay(wait, stop);
            over = await OverAsync(connection, fence, stop);
        }
        return drawn;
    }

    /// <summary>
    /// Both steps and the first look, in one transaction. Its own id is the youngest when it is drawn, after the number was read: when it is also the oldest that
    /// still runs, all before it have ended.
    /// </summary>
    static async Task<(long Drawn, string Fence, bool Over)> FenceAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new(Drawn),
                new("select pg_current_xact_id()::text"),
                new("select pg_snapshot_xmin(pg_current_snapshot()) >= pg_current_xact_id()"),
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(stop);
        await reader.ReadAsync(stop);
        var drawn = reader.GetInt64(0);
        await reader.NextResultAsync(stop);
        await reader.ReadAsync(stop);
        var fence = reader.GetString(0);
        await reader.NextResultAsync(stop);
        await reader.ReadAsync(stop);
        return (drawn, fence, reader.GetBoolean(0));
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
