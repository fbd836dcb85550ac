using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MeshEvents.Kernel;
using MeshEvents.Store;
using Npgsql;

namespace MeshEvents.Bus;

/// <summary>
/// <c>Idempotency-Key</c>, per actor, for 24 hours: its row is part of the command's commit, so the second request changes nothing and gets the first
/// one's answer. An answer made by a service after the commit (tickets) is never stored; the second request is told that it is done.
/// </summary>
public sealed class Inbox(Database database, TimeProvider clock)
{
    public static (string? Key, Refusal? Bad) KeyOf(string header) => header switch
    {
        "" => (null, null),
        { Length: <= 100 } when header.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') => (header, null),
        _ => (null, Refuse.Invalid("Idempotency-Key may have at most 100 letters, digits, - and _.")),
    };

    internal async Task<Outcome> OnceAsync(string key, string name, ICommand command, Actor actor, CommandBus bus, CancellationToken stop)
    {
        var asked = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name + JsonSerializer.Serialize(command, command.GetType(), Json.Web))));
        if (await FindAsync(key, asked, actor, stop) is { } earlier) return earlier;
        Outcome outcome;
        try { outcome = await bus.InvokeAsync(command, actor, Row(key, asked, actor), null, stop); }
        catch (PostgresException e) when (e is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "inbox_pkey" })
        {
            return await FindAsync(key, asked, actor, stop) ?? throw new InvalidOperationException("The inbox row vanished.", e);
        }
        if (outcome.Refused is null && outcome.Sequence > 0) await RememberAsync(key, actor, outcome, stop);
        return outcome;
    }

    NpgsqlBatchCommand Row(string key, string asked, Actor actor) => new("insert into bus.inbox (tenant_id, actor, key, asked, expires) values ($1, $2, $3, $4, $5)")
    {
        Parameters =
        {
            new() { Value = actor.Tenant.ToString() }, new() { Value = actor.Id }, new() { Value = key }, new() { Value = asked },
            new() { Value = clock.GetUtcNow().AddHours(24).UtcDateTime },
        },
    };

    async Task RememberAsync(string key, Actor actor, Outcome outcome, CancellationToken stop)
    {
        await using var command = database.App.CreateCommand("update bus.inbox set made = $4, version = $5, sequence = $6 where tenant_id = $1 and actor = $2 and key = $3");
        foreach (var value in new object[] { actor.Tenant.ToString(), actor.Id, key, outcome.Id, outcome.Version, outcome.Sequence }) command.Parameters.Add(new() { Value = value });
        await command.ExecuteNonQueryAsync(stop);
    }

    async Task<Outcome?> FindAsync(string key, string asked, Actor actor, CancellationToken stop)
    {
        await using var command = database.App.CreateCommand("select asked, made, version, sequence from bus.inbox where tenant_id = $1 and actor = $2 and key = $3 and expires > $4");
        foreach (var value in new object[] { actor.Tenant.ToString(), actor.Id, key, clock.GetUtcNow().UtcDateTime }) command.Parameters.Add(new() { Value = value });
        await using var row = await command.ExecuteReaderAsync(stop);
        if (!await row.ReadAsync(stop)) return null;
        if (row.GetString(0) != asked) return new(Refuse.Conflict("idempotency-key-used", "This Idempotency-Key was used for another request."), default, 0, 0, null);
        if (row.IsDBNull(1)) return new(Refuse.Conflict("already-under-way", "The first request with this Idempotency-Key is still under way, or its answer was lost. Look at the newest state."), default, 0, 0, null);
        var (id, version) = (row.GetGuid(1), row.GetInt64(2));
        return new(null, id, version, row.GetInt64(3), new Http.Made(id, version));
    }
}
