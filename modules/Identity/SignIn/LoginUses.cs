using MeshEvents.Contracts.Identity;
using MeshEvents.Store;
using Npgsql;

namespace MeshEvents.Identity.SignIn;

/// <param name="Seen">When it was used last.</param>
public sealed record LoginUse(Guid Tenant, LoginId Id, DateTimeOffset Started, DateTimeOffset Seen);

/// <summary>When login sessions began and were used last: a table beside the history, because using one is no fact.</summary>
public sealed class LoginUses(Database database)
{
    public Task<IReadOnlyList<LoginUse>> OfAsync(Guid[] ids, CancellationToken stop) => UsesAsync("""
        select l.tenant_id, l.id, s.started, s.seen from identity.login_row l join identity.login_seen s on s.login_id = l.id where l.id = any($1)
        """, stop, ids);

    /// <summary>Those that go on and were used or begun before these times. One that was never used counts from its start.</summary>
    public Task<IReadOnlyList<LoginUse>> OlderAsync(DateTimeOffset seen, DateTimeOffset started, CancellationToken stop) => UsesAsync("""
        select l.tenant_id, l.id, coalesce(s.started, e.timestamp), coalesce(s.seen, e.timestamp)
        from identity.login_row l
        left join identity.login_seen s on s.login_id = l.id
        join events.mt_events e on e.tenant_id = l.tenant_id and e.stream_id = l.id and e.version = 1
        where coalesce(s.seen, e.timestamp) < $1 or coalesce(s.started, e.timestamp) < $2
        """, stop, seen.UtcDateTime, started.UtcDateTime);

    /// The event's own time is the start; the row beside it only saves reading the stream. A page asks several things at once: whoever comes second is given the
    /// row of the first, which "do nothing" would hide from it.
    internal async Task<(DateTimeOffset Started, DateTimeOffset Seen)> FirstAsync(Guid tenant, LoginId id, DateTimeOffset now, CancellationToken stop)
    {
        await using var command = Command("""
            insert into identity.login_seen (login_id, started, seen)
            select stream_id, timestamp, greatest(timestamp, $3) from events.mt_events where tenant_id = $2 and stream_id = $1 and version = 1
            on conflict (login_id) do update set login_id = excluded.login_id returning started, seen
            """, id.Value, tenant.ToString(), now.UtcDateTime);
        await using var row = await command.ExecuteReaderAsync(stop);
        await row.ReadAsync(stop);
        return (row.GetFieldValue<DateTimeOffset>(0), row.GetFieldValue<DateTimeOffset>(1));
    }

    internal async Task NoteAsync(IReadOnlyList<(Guid Id, DateTimeOffset Seen)> seen, CancellationToken stop)
    {
        if (seen.Count == 0) return;
        await using var command = Command("update identity.login_seen s set seen = n.seen from unnest($1, $2) as n (id, seen) where s.login_id = n.id",
            seen.Select(s => s.Id).ToArray(), seen.Select(s => s.Seen.UtcDateTime).ToArray());
        await command.ExecuteNonQueryAsync(stop);
    }

    async Task<IReadOnlyList<LoginUse>> UsesAsync(string sql, CancellationToken stop, params object[] values)
    {
        await using var command = Command(sql, values);
        await using var rows = await command.ExecuteReaderAsync(stop);
        var uses = new List<LoginUse>();
        while (await rows.ReadAsync(stop)) uses.Add(new(Guid.Parse(rows.GetString(0)), new(rows.GetGuid(1)), rows.GetFieldValue<DateTimeOffset>(2), rows.GetFieldValue<DateTimeOffset>(3)));
        return uses;
    }

    NpgsqlCommand Command(string sql, params object[] values)
    {
        var command = database.App.CreateCommand(sql);
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        return command;
    }
}
