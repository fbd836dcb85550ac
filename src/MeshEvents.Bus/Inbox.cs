using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MeshEvents.Kernel;
using MeshEvents.Store;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace MeshEvents.Bus;

/// <summary>
/// <c>Idempotency-Key</c>, per actor, for 24 hours: its row is part of the command's commit, so the second request changes nothing and gets the first one's
/// answer. One that a service made after the commit may hold a secret (a ticket, a code) and is never kept: the second request is told what was done.
/// A refusal is not kept: what was refused may be asked again.
/// </summary>
public sealed class Inbox(Database database, TimeProvider clock)
{
    static readonly TimeSpan kept = TimeSpan.FromHours(24);

    public static (string? Key, Refusal? Bad) KeyOf(string header) => header switch
    {
        "" => (null, null),
        { Length: <= 100 } when header.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') => (header, null),
        _ => (null, Refuse.Invalid("Idempotency-Key may have at most 100 letters, digits, - and _.")),
    };

    internal async Task<Outcome> OnceAsync(string key, Slice slice, ICommand command, Actor actor, CommandBus bus, CancellationToken stop)
    {
        var asked = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(slice.Name + JsonSerializer.Serialize(command, command.GetType(), Json.Web))));
        if (await FindAsync(key, asked, slice, actor, stop) is { } earlier) return earlier;
        NpgsqlBatchCommand? row = null;
        try
        {
            var outcome = await bus.InvokeAsync(command, actor, toBe => row = Row(key, asked, actor, toBe), null, stop);
            if (outcome.Refused is not null) return outcome;
            if (outcome.Sequence > 0) await NumberAsync(key, actor, outcome.Sequence, stop);
            // no news, so no commit that could have carried the row
            else if (row is not null) await PutAsync(row, stop);
            return outcome;
        }
        catch (PostgresException e) when (e is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "inbox_pkey" })
        {
            return await FindAsync(key, asked, slice, actor, stop) ?? throw new InvalidOperationException("The inbox row vanished.", e);
        }
    }

    /// <summary>Forgets what is older than a day.</summary>
    internal async Task PruneAsync(CancellationToken stop)
    {
        await using var command = Command("delete from bus.inbox where expires <= $1", clock.GetUtcNow().UtcDateTime);
        await command.ExecuteNonQueryAsync(stop);
    }

    NpgsqlBatchCommand Row(string key, string asked, Actor actor, Outcome toBe)
    {
        var answer = toBe.Told is null or IAnswerOverHttp ? null : JsonSerializer.Serialize(toBe.Told, toBe.Told.GetType(), Json.Web);
        return new("insert into bus.inbox (tenant_id, actor, key, asked, expires, made, version, answer) values ($1, $2, $3, $4, $5, $6, $7, $8)")
        {
            Parameters =
            {
                new() { Value = actor.Tenant.ToString() }, new() { Value = actor.Id }, new() { Value = key }, new() { Value = asked }, new() { Value = (clock.GetUtcNow() + kept).UtcDateTime },
                new() { Value = toBe.Id }, new() { Value = toBe.Version }, new() { Value = (object?)answer ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Json },
            },
        };
    }

    async Task PutAsync(NpgsqlBatchCommand row, CancellationToken stop)
    {
        await using var batch = database.App.CreateBatch();
        batch.BatchCommands.Add(row);
        await batch.ExecuteNonQueryAsync(stop);
    }

    /// The commit itself draws the number. Lost by a crash in between, it is missing in the second answer, and nothing else.
    async Task NumberAsync(string key, Actor actor, long sequence, CancellationToken stop)
    {
        await using var command = Command("update bus.inbox set sequence = $4 where tenant_id = $1 and actor = $2 and key = $3", actor.Tenant.ToString(), actor.Id, key, sequence);
        await command.ExecuteNonQueryAsync(stop);
    }

    async Task<Outcome?> FindAsync(string key, string asked, Slice slice, Actor actor, CancellationToken stop)
    {
        await using var command = Command("select asked, expires, made, version, sequence, answer from bus.inbox where tenant_id = $1 and actor = $2 and key = $3", actor.Tenant.ToString(), actor.Id, key);
        await using var row = await command.ExecuteReaderAsync(stop);
        if (!await row.ReadAsync(stop)) return null;
        if (row.GetFieldValue<DateTimeOffset>(1) <= clock.GetUtcNow())
        {
            await row.CloseAsync();
            await PruneAsync(stop);
            return null;
        }
        if (row.GetString(0) != asked) return Refused(Refuse.Conflict("idempotency-key-used", "This Idempotency-Key was used for another request."));
        var (id, version, sequence) = (row.GetGuid(2), row.GetInt64(3), row.IsDBNull(4) ? 0 : row.GetInt64(4));
        if (slice.Answer is null) return new(null, id, version, sequence, null);
        if (row.IsDBNull(5)) return Refused(AlreadyDone(slice, id));
        return new(null, id, version, sequence, JsonElement.Parse(row.GetString(5)));
    }

    static Refusal AlreadyDone(Slice slice, Guid id) => Refuse.Conflict("already-done",
        $"{slice.Name} was done by an earlier request with this Idempotency-Key, on {id}. Its answer held something that is shown only once; for a new one, ask again with another key.") with { Done = id };

    static Outcome Refused(Refusal no) => new(no, default, 0, 0, null);

    NpgsqlCommand Command(string sql, params object[] values)
    {
        var command = database.App.CreateCommand(sql);
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        return command;
    }
}

/// <summary>Takes old keys out of the inbox, once an hour.</summary>
sealed partial class InboxPruning(Inbox inbox, TimeProvider clock, ILogger<InboxPruning> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        using var hourly = new PeriodicTimer(TimeSpan.FromHours(1), clock);
        try
        {
            while (await hourly.WaitForNextTickAsync(stop)) await TryAsync(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested) { return; }
    }

    async Task TryAsync(CancellationToken stop)
    {
        try { await inbox.PruneAsync(stop); }
        catch (Exception e) when (e is NpgsqlException or TimeoutException) { NotPruned(e.Message); }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Old idempotency keys could not be removed; the next hour tries again: {Error}")]
    partial void NotPruned(string error);
}
