using System.Text.Json;
using MeshEvents.Kernel;
using Npgsql;
using NpgsqlTypes;

namespace MeshEvents.Store;

/// <summary>Rows in and out of one table of a view: the live one, the next one, or one as of a moment.</summary>
sealed class ViewRows(IView view, string table)
{
    public string TableName => table;

    public NpgsqlBatchCommand Load(IReadOnlyList<RowKey> keys) => keys is [var one]
        // one key, the common case, is planned once; a join with arrays is planned anew each time
        ? Command.Of($"select t.tenant_id, t.id, t.data, t.revision from {table} t where t.tenant_id = $1 and t.id = $2", one.Tenant, one.Id)
        : Command.Of(
            $"select t.tenant_id, t.id, t.data, t.revision from {table} t join unnest($1, $2) as k(tenant_id, id) on t.tenant_id = k.tenant_id and t.id = k.id",
            Command.Texts([.. keys.Select(k => k.Tenant)]), keys.Select(k => k.Id).ToArray());

    public async Task ReadIntoAsync(RowFold fold, NpgsqlDataReader reader, CancellationToken stop)
    {
        while (await reader.ReadAsync(stop)) fold.Loaded(new(reader.GetString(0), reader.GetGuid(1)), Parse(reader.GetString(2)), reader.GetInt64(3));
    }

    public async Task LoadAsync(RowFold fold, IReadOnlyCollection<RowKey> keys, NpgsqlConnection connection, NpgsqlTransaction? transaction, CancellationToken stop)
    {
        if (keys.Count == 0) return;
        await using var batch = new NpgsqlBatch(connection, transaction) { BatchCommands = { Load([.. keys]) } };
        await using var reader = await batch.ExecuteReaderAsync(stop);
        await ReadIntoAsync(fold, reader, stop);
    }

    /// <summary>Any number not met before will do: it only tells whether a row is still the one that was read.</summary>
    static long NextRevision() => Random.Shared.NextInt64(1, long.MaxValue);

    public object Parse(string data) =>
        JsonSerializer.Deserialize(data, view.RowType, Json.Web) ?? throw new JsonException($"A row of {view.Name} is null.");

    public string Write(object row) => JsonSerializer.Serialize(row, view.RowType, Json.Web);

    /// <summary>The daemon's way: it alone writes an async view, so rows are simply replaced.</summary>
    public IEnumerable<NpgsqlBatchCommand> Replace(RowFold fold)
    {
        var gone = fold.Changed.Where(s => s.Value.Row is null).Select(s => s.Key).ToArray();
        var kept = fold.Changed.Where(s => s.Value.Row is not null).ToArray();
        if (gone.Length > 0)
            yield return Command.Of(
                $"delete from {table} t using unnest($1, $2) as k(tenant_id, id) where t.tenant_id = k.tenant_id and t.id = k.id",
                Command.Texts([.. gone.Select(k => k.Tenant)]), gone.Select(k => k.Id).ToArray());
        if (kept.Length > 0)
            yield return Command.Of(
                $"insert into {table} (tenant_id, id, data, revision) select k.*, $4 from unnest($1, $2, $3) as k on conflict (tenant_id, id) do update set data = excluded.data, revision = excluded.revision",
                Command.Texts([.. kept.Select(s => s.Key.Tenant)]), kept.Select(s => s.Key.Id).ToArray(), Command.Jsonbs([.. kept.Select(s => Write(s.Value.Row!))]), NextRevision());
    }

    /// <summary>
    /// The commit's way: every row is written on top of exactly the row that was read (its revision), or the whole commit is stale.
    /// Ordered by id, so that two commits meet in the same order.
    /// </summary>
    public IEnumerable<NpgsqlBatchCommand> Settle(RowFold fold)
    {
        var changed = fold.Changed.OrderBy(s => s.Key.Id).ToArray();
        var revision = NextRevision();
        var gone = changed.Where(s => s.Value is { Row: null, Revision: > 0 }).ToArray();
        if (gone.Length > 0)
            yield return Settled($"delete from {table} t using {Given} where {Same} returning 1", gone, []);
        var added = changed.Where(s => s.Value is { Row: not null, Revision: 0 }).ToArray();
        if (added.Length > 0)
            yield return Settled(
                $"insert into {table} (tenant_id, id, data, revision) select tenant_id, id, d.data, $6 from {Given} join unnest($5) with ordinality as d(data, n) using (n) order by id on conflict (tenant_id, id) do nothing returning 1",
                added, [Data(added), revision]);
        var moved = changed.Where(s => s.Value is { Row: not null, Revision: > 0 }).ToArray();
        if (moved.Length > 0)
            yield return Settled(
                $"update {table} t set data = d.data, revision = $6 from {Given} join unnest($5) with ordinality as d(data, n) using (n) where {Same} returning 1",
                moved, [Data(moved), revision]);
    }

    const string Given = "unnest($1, $2, $3) with ordinality as k(tenant_id, id, seen, n)";
    const string Same = "t.tenant_id = k.tenant_id and t.id = k.id and t.revision = k.seen";

    NpgsqlParameter Data(KeyValuePair<RowKey, RowSlot>[] slots) => Command.Jsonbs([.. slots.Select(s => Write(s.Value.Row!))]);

    static NpgsqlBatchCommand Settled(string write, KeyValuePair<RowKey, RowSlot>[] slots, object[] more) => Command.Of(
        $"with written as ({write}) select events.settled((select count(*) from written), $4)",
        [Command.Texts([.. slots.Select(s => s.Key.Tenant)]), slots.Select(s => s.Key.Id).ToArray(), slots.Select(s => s.Value.Revision).ToArray(), (long)slots.Length, .. more]);

    /// <summary>The bulk way, into a table nobody else writes.</summary>
    public async Task<long> CopyAsync(RowFold fold, NpgsqlConnection connection, CancellationToken stop)
    {
        var rows = 0L;
        await using var copy = await connection.BeginBinaryImportAsync($"copy {table} (tenant_id, id, data, revision) from stdin (format binary)", stop);
        foreach (var (key, slot) in fold.All)
        {
            if (slot.Row is null) continue;
            await copy.StartRowAsync(stop);
            await copy.WriteAsync(key.Tenant, NpgsqlDbType.Varchar, stop);
            await copy.WriteAsync(key.Id, NpgsqlDbType.Uuid, stop);
            await copy.WriteAsync(Write(slot.Row), NpgsqlDbType.Jsonb, stop);
            await copy.WriteAsync(NextRevision(), NpgsqlDbType.Bigint, stop);
            rows++;
        }
        await copy.CompleteAsync(stop);
        return rows;
    }
}
