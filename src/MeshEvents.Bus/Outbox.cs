using System.Text.Json;
using MeshEvents.Kernel;
using MeshEvents.Store;
using Npgsql;
using NpgsqlTypes;

namespace MeshEvents.Bus;

/// <summary>A message or a waiting command on its way.</summary>
/// <param name="Durable">It has an outbox row, which a crash does not lose.</param>
/// <param name="Sequence">Of the commit it belongs to; known once it is committed.</param>
public sealed record Sending(Guid Id, string Name, object Body, Actor By, Guid Stream, long Sequence, Guid Key, DateTimeOffset Due, int Attempts, bool Durable);

/// <summary>
/// Messages and waiting commands as rows of <c>bus.outbox</c>, written in the commit that caused them. What is due at once starts from memory after the
/// commit; its row is leased meanwhile, so that it is done again only when this process dies. The table is the truth: <see cref="OutboxPump"/> polls it.
/// </summary>
public sealed class Outbox(Database database, BusSetup setup, LocalQueues queues, TimeProvider clock)
{
    static readonly TimeSpan lease = TimeSpan.FromSeconds(60);
    const int MostAttempts = 8;

    readonly Dictionary<string, Type> typeOf = setup.Messages.Select(m => (m.Name, m.Type)).Concat(setup.Waiting.Select(w => (Name: w.Value, Type: w.Key)))
        .Concat(setup.Reactions.Select(r => (r.Name, Type: typeof(RetryReaction)))).ToDictionary();

    internal Sending Sending(Message message, Actor by, Guid stream)
    {
        var kind = setup.Of(message.GetType());
        return new(Guid.CreateVersion7(), kind.Name, message, by, stream, 0, kind.Key(message), clock.GetUtcNow() + lease, 0, kind.Durable);
    }

    internal Sending Timer(ICommand command, Actor by, DateTimeOffset due, Guid? cause) =>
        new(Guid.CreateVersion7(), setup.WaitingName(command.GetType()), command, by, cause ?? Guid.Empty, 0, cause ?? Guid.CreateVersion7(), due, 0, Durable: true);

    /// <summary>One statement, however many they are.</summary>
    internal static NpgsqlBatchCommand Rows(params IReadOnlyList<Sending> all) => new("""
        insert into bus.outbox (id, tenant_id, name, body, actor, stream, key, due) select * from unnest($1, $2, $3, $4, $5, $6, $7, $8)
        """)
    {
        Parameters =
        {
            new() { Value = all.Select(s => s.Id).ToArray() }, new() { Value = all.Select(s => s.By.Tenant.ToString()).ToArray() }, new() { Value = all.Select(s => s.Name).ToArray() },
            new() { Value = all.Select(s => JsonSerializer.Serialize(s.Body, s.Body.GetType(), Json.Web)).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb },
            new() { Value = all.Select(s => JsonSerializer.Serialize(Nameless(s.By), Json.Web)).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb },
            new() { Value = all.Select(s => s.Stream).ToArray() }, new() { Value = all.Select(s => s.Key).ToArray() }, new() { Value = all.Select(s => s.Due.UtcDateTime).ToArray() },
        },
    };

    internal async Task PutAsync(Sending s, CancellationToken stop)
    {
        await using var batch = database.App.CreateBatch();
        batch.BatchCommands.Add(Rows(s));
        await batch.ExecuteNonQueryAsync(stop);
    }

    /// <summary>After the commit: into its lane at once.</summary>
    internal void Begin(Sending s, Permit permit) => queues.Put(s with { Sequence = permit.Sequence }, permit);

    /// <summary>Leases what is due, also what a dead process left behind.</summary>
    internal async Task<IReadOnlyList<Sending>> DueAsync(int most, CancellationToken stop)
    {
        await using var command = database.App.CreateCommand("""
            with due as (select id from bus.outbox where due <= $1 order by due for update skip locked limit $2)
            update bus.outbox o set due = $1 + $3, attempts = o.attempts + 1 from due where o.id = due.id
            returning o.id, o.name, o.body, o.actor, o.stream, o.key, o.due, o.attempts
            """);
        command.Parameters.Add(new() { Value = clock.GetUtcNow().UtcDateTime });
        command.Parameters.Add(new() { Value = most });
        command.Parameters.Add(new() { Value = lease });
        await using var rows = await command.ExecuteReaderAsync(stop);
        var due = new List<Sending>();
        while (await rows.ReadAsync(stop))
        {
            var (name, body) = (rows.GetString(1), rows.GetString(2));
            var type = typeOf.TryGetValue(name, out var known) ? known : null;
            due.Add(new(rows.GetGuid(0), name, type is null ? body : JsonSerializer.Deserialize(body, type, Json.Web)!, JsonSerializer.Deserialize<Actor>(rows.GetString(3), Json.Web)!,
                rows.GetGuid(4), 0, rows.GetGuid(5), rows.GetDateTime(6), rows.GetInt32(7), Durable: true));
        }
        return due;
    }

    internal async Task DoneAsync(Sending s, CancellationToken stop)
    {
        if (!s.Durable) return;
        await using var command = database.App.CreateCommand("delete from bus.outbox where id = $1");
        command.Parameters.Add(new() { Value = s.Id });
        await command.ExecuteNonQueryAsync(stop);
    }

    /// <summary>Again later, each time after twice as long; at last a dead letter, which the console shows and can send again.</summary>
    internal async Task FailedAsync(Sending s, string error, CancellationToken stop)
    {
        if (!s.Durable) return;
        if (s.Attempts >= MostAttempts)
        {
            await DeadLetters.FromOutboxAsync(database, s.Id, error, stop);
            return;
        }
        await using var command = database.App.CreateCommand("update bus.outbox set due = $2, attempts = greatest(attempts, $3), error = $4 where id = $1");
        command.Parameters.Add(new() { Value = s.Id });
        command.Parameters.Add(new() { Value = (clock.GetUtcNow() + TimeSpan.FromSeconds(Math.Pow(2, s.Attempts))).UtcDateTime });
        command.Parameters.Add(new() { Value = Math.Max(s.Attempts, 1) });     // a polled row has counted this try when it was leased
        command.Parameters.Add(new() { Value = Clean.Text(error, 2000) });
        await command.ExecuteNonQueryAsync(stop);
    }

    /// An outbox row holds ids alone: names and addresses are personal data.
    static Actor Nameless(Actor by) => by with { Name = "", Address = null, OnBehalfOf = by.OnBehalfOf is { } other ? Nameless(other) : null };
}
