using MeshEvents.Contracts.Jobs;
using MeshEvents.Store;
using Npgsql;

namespace MeshEvents.Jobs.Retention;

/// <summary>What a sweep took away and has not told yet.</summary>
sealed record Removal(SweepId Sweep, int Runs, long Bytes, int Days, DateTimeOffset Before);

/// <summary>
/// Takes outputs and answers away whose time is over. Each batch is one statement: what is gone is marked as gone by a sweep, so a sweep that dies in the middle
/// leaves nothing half done, and what it has not told is told by the next one.
/// </summary>
sealed class OverdueOutputs(Database database)
{
    public const int Batch = 50;

    /// <summary>Of runs that ended before <paramref name="before"/>, at most <see cref="Batch"/>.</summary>
    /// <returns>How many runs lost theirs.</returns>
    public async Task<int> RemoveAsync(Guid tenant, SweepId sweep, DateTimeOffset now, int days, DateTimeOffset before, CancellationToken stop)
    {
        await using var command = Command("""
            with due as (
                select r.id from jobs.run_sheet r
                where r.tenant_id = $1 and not r.open and (r.data->>'endedAt')::timestamptz < $2 and r.id in (
                    select run_id from jobs.output where tenant_id = $1 and at < $2 union select run_id from jobs.answer where tenant_id = $1 and at < $2)
                limit $3
            ), written as (
                delete from jobs.output where tenant_id = $1 and run_id in (select id from due) returning run_id, octet_length(bytes)::bigint as bytes
            ), answered as (
                delete from jobs.answer where tenant_id = $1 and run_id in (select id from due) returning run_id, octet_length(result)::bigint as bytes
            ), gone as (
                select run_id, sum(bytes)::bigint as bytes from (select * from written union all select * from answered) both_of_them group by run_id
            )
            insert into jobs.removed (tenant_id, run_id, at, days, before, bytes, sweep_id)
            select $1, run_id, $4, $5, $2, bytes, $6 from gone
            on conflict (run_id) do update set at = excluded.at, days = excluded.days, before = excluded.before, bytes = excluded.bytes, sweep_id = excluded.sweep_id, told = false
            """, tenant.ToString(), before.UtcDateTime, Batch, now.UtcDateTime, days, sweep.Value);
        return await command.ExecuteNonQueryAsync(stop);
    }

    public async Task<IReadOnlyList<Removal>> UntoldAsync(Guid tenant, CancellationToken stop)
    {
        await using var command = Command(
            "select sweep_id, count(*)::integer, sum(bytes)::bigint, max(days), max(before) from jobs.removed where tenant_id = $1 and not told group by sweep_id order by sweep_id", tenant.ToString());
        await using var read = await command.ExecuteReaderAsync(stop);
        var untold = new List<Removal>();
        while (await read.ReadAsync(stop)) untold.Add(new(new(read.GetGuid(0)), read.GetInt32(1), read.GetInt64(2), read.GetInt32(3), read.GetFieldValue<DateTimeOffset>(4)));
        return untold;
    }

    public async Task ToldAsync(Guid tenant, SweepId sweep, CancellationToken stop)
    {
        await using var command = Command("update jobs.removed set told = true where tenant_id = $1 and sweep_id = $2 and not told", tenant.ToString(), sweep.Value);
        await command.ExecuteNonQueryAsync(stop);
    }

    NpgsqlCommand Command(string sql, params object[] values)
    {
        var command = database.App.CreateCommand(sql);
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        return command;
    }
}
