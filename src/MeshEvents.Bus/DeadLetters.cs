using MeshEvents.Kernel;
using MeshEvents.Store;
using Npgsql;

namespace MeshEvents.Bus;

/// <param name="Id">Of the message, or of the event a reaction failed on.</param>
/// <param name="Name">Stored name of the message, command or reaction.</param>
public sealed record DeadLetter(Guid Id, string Name, Guid Key, int Attempts, string Error, DateTimeOffset At);

/// <summary>What failed for good (for now): seen in the console, sent again from there.</summary>
public sealed class DeadLetters(Database database)
{
    public async Task<IReadOnlyList<DeadLetter>> AllAsync(Guid tenant, CancellationToken stop)
    {
        await using var command = database.App.CreateCommand("select id, name, key, attempts, error, at from bus.dead_letter where tenant_id = $1 order by at desc limit 500");
        command.Parameters.Add(new() { Value = tenant.ToString() });
        await using var rows = await command.ExecuteReaderAsync(stop);
        var letters = new List<DeadLetter>();
        while (await rows.ReadAsync(stop))
            letters.Add(new(rows.GetGuid(0), rows.GetString(1), rows.GetGuid(2), rows.GetInt32(3), rows.GetString(4), rows.GetFieldValue<DateTimeOffset>(5)));
        return letters;
    }

    /// <summary>How many there are in this tenant, and in all.</summary>
    public async Task<(long Own, long All)> CountAsync(Guid tenant, CancellationToken stop)
    {
        await using var command = database.App.CreateCommand("select count(*) filter (where tenant_id = $1), count(*) from bus.dead_letter");
        command.Parameters.Add(new() { Value = tenant.ToString() });
        await using var row = await command.ExecuteReaderAsync(stop);
        await row.ReadAsync(stop);
        return (row.GetInt64(0), row.GetInt64(1));
    }

    /// <summary>Back into the outbox (a message) or to its reaction (an event); false when it is not there.</summary>
    public async Task<bool> ResendAsync(Guid id, CancellationToken stop)
    {
        await using var command = database.App.CreateCommand("""
            with letter as (delete from bus.dead_letter where id = $1 returning id, tenant_id, name, body, actor, stream, key)
            insert into bus.outbox (id, tenant_id, name, body, actor, stream, key, due) select id, tenant_id, name, body, actor, stream, key, now() from letter
            """);
        command.Parameters.Add(new() { Value = id });
        return await command.ExecuteNonQueryAsync(stop) > 0;
    }

    internal static async Task FromOutboxAsync(Database database, Guid id, string error, CancellationToken stop)
    {
        await using var command = database.App.CreateCommand("""
            with letter as (delete from bus.outbox where id = $1 returning id, tenant_id, name, body, actor, stream, key, attempts)
            insert into bus.dead_letter (id, tenant_id, name, body, actor, stream, key, attempts, error, at)
            select id, tenant_id, name, body, actor, stream, key, attempts, $2, now() from letter
            """);
        command.Parameters.Add(new() { Value = id });
        command.Parameters.Add(new() { Value = Clean.Text(error, 2000) });
        await command.ExecuteNonQueryAsync(stop);
    }

    /// <summary>A reaction that failed on an event: a letter in the transaction in which the reaction's progress moves on.</summary>
    internal static NpgsqlCommand FromReaction(NpgsqlConnection connection, NpgsqlTransaction transaction, string name, IEvent e, int attempts, string error)
    {
        var command = new NpgsqlCommand("""
            insert into bus.dead_letter (id, tenant_id, name, body, actor, stream, key, attempts, error, at)
            values ($1, $2, $3, $4, '{"kind":"System","id":"00000000-0000-0000-0000-000000000000","name":"","tenant":"00000000-0000-0000-0000-000000000000","via":"Inside"}', $5, $5, $6, $7, now())
            on conflict (id) do nothing
            """, connection, transaction);
        command.Parameters.Add(new() { Value = Guid.CreateVersion7() });
        command.Parameters.Add(new() { Value = e.By.Tenant.ToString() });
        command.Parameters.Add(new() { Value = name });
        command.Parameters.Add(new() { Value = $$"""{"sequence":{{e.Sequence}}}""", NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Jsonb });
        command.Parameters.Add(new() { Value = e.StreamId });
        command.Parameters.Add(new() { Value = attempts });
        command.Parameters.Add(new() { Value = Clean.Text(error, 2000) });
        return command;
    }
}
