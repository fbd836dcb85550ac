using System.Text.Json;
using MeshEvents.Kernel;
using MeshEvents.Store;
using Npgsql;
using NpgsqlTypes;

namespace MeshEvents.Audit.Views;

/// <summary>Every event becomes an entry, in the transaction in which the subscription's progress moves. The table is for searching: it can be made anew from the events.</summary>
sealed class EntryWriter(Facts facts, AuditTail tail)
{
    const string Copy = """
        copy audit.entry (tenant_id, sequence, id, at, kind, category, outcome, sentence, actor_id, actor_kind, behalf_id, address, via,
                          device_id, group_id, user_id, session_id, job_id, changes, code, command, correlation, stream, version) from stdin (format binary)
        """;

    public async Task WriteAsync(EventPage page, CancellationToken stop)
    {
        if (page.Events.Count == 0) return;
        await using var copy = await page.Connection.BeginBinaryImportAsync(Copy, stop);
        foreach (var e in page.Events)
        {
            await copy.StartRowAsync(stop);
            foreach (var (value, type) in Row(e))
                if (value is null) await copy.WriteNullAsync(stop); else await copy.WriteAsync(value, type, stop);
        }
        await copy.CompleteAsync(stop);
        tail.Note(page.Events[^1].Sequence);
    }

    IEnumerable<(object? Value, NpgsqlDbType Type)> Row(IEvent e)
    {
        var kind = facts.Of(e.Data.GetType()).StoredName;
        yield return (e.By.Tenant.ToString(), NpgsqlDbType.Varchar);
        yield return (e.Sequence, NpgsqlDbType.Bigint);
        yield return (e.Id, NpgsqlDbType.Uuid);
        yield return (e.At.UtcDateTime, NpgsqlDbType.TimestampTz);
        yield return (kind, NpgsqlDbType.Varchar);
        yield return (Reading.CategoryOf(kind).ToString(), NpgsqlDbType.Varchar);
        yield return (Reading.OutcomeOf(e.Data).ToString(), NpgsqlDbType.Varchar);
        yield return (Clean.Line(facts.Sentence(e.Data), 500), NpgsqlDbType.Varchar);
        // who signs in, or sets the server up, was nobody until this very event said who it is
        var became = e.By.Kind is ActorKind.Guest && Reading.OutcomeOf(e.Data) is EntryOutcome.Done ? e.About.User : null;
        yield return (became ?? e.By.Id, NpgsqlDbType.Uuid);
        yield return ((became is null ? e.By.Kind : ActorKind.User).ToString(), NpgsqlDbType.Varchar);
        yield return (e.By.OnBehalfOf?.Id, NpgsqlDbType.Uuid);
        yield return (e.By.Address ?? e.By.OnBehalfOf?.Address, NpgsqlDbType.Varchar);
        yield return (e.By.Via.ToString(), NpgsqlDbType.Varchar);
        yield return (e.About.Device, NpgsqlDbType.Uuid);
        yield return (e.About.Group, NpgsqlDbType.Uuid);
        yield return (e.About.User, NpgsqlDbType.Uuid);
        yield return (e.About.Session, NpgsqlDbType.Uuid);
        yield return (e.About.Job, NpgsqlDbType.Uuid);
        yield return (JsonSerializer.Serialize(Reading.ChangesOf(e.Data), Json.Web), NpgsqlDbType.Jsonb);
        yield return (Reading.CodeOf(e.Data), NpgsqlDbType.Varchar);
        yield return (e.Command, NpgsqlDbType.Varchar);
        yield return (e.Correlation, NpgsqlDbType.Varchar);
        yield return (e.StreamId, NpgsqlDbType.Uuid);
        yield return (e.Version, NpgsqlDbType.Bigint);
    }
}
