using MeshEvents.Kernel;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace MeshEvents.Store;

/// <summary>
/// Tells the feed about an inline view, in the order of the mark instead of from inside the commits (architecture 13.15). It sends rows as
/// they stand by then, and remembers whom it told, so that those who lost sight of a row hear of it.
/// </summary>
sealed class InlinePushShard(IView view, EventStore store, EventPages pages, PushOut pushes, ILogger log) : Shard(view.Name + ":Push", store, pages, log)
{
    readonly ViewRows rows = new(view, store.Projections.TableOf(view).Qualified);
    IReadOnlyList<Pushed> changed = [];

    protected override IReadOnlyList<Type>? FactTypes => view.FactTypes;

    /// <summary>What is there already was never pushed: it is noted as known, and the shard starts at the mark.</summary>
    protected override async Task<long> BeginAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken stop)
    {
        var audiences = new List<(RowKey Key, Guid Audience)>();
        await using (var command = Command.On(connection, transaction, $"select tenant_id, id, data::text from {rows.TableName}"))
        await using (var reader = await command.ExecuteReaderAsync(stop))
            while (await reader.ReadAsync(stop))
                if (view.AudienceOf(rows.Parse(reader.GetString(2))) is { } audience) audiences.Add((new(reader.GetString(0), reader.GetGuid(1)), audience));
        await NoteAsync(audiences, [], connection, transaction, stop);
        return Store.HighWater;
    }

    protected override async Task<(long Reached, ShardStoppedException? Stopped)> CommitAsync(EventSlice slice, NpgsqlConnection connection, CancellationToken stop)
    {
        var (events, stopped) = Opened.Of(slice, _ => [], out _);
        var reached = stopped is null ? slice.Ceiling : stopped.At.Sequence - 1;
        if (reached <= slice.Floor) return (reached, stopped);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        await connection.RunAsync("set local synchronous_commit = off", stop, transaction);
        var touched = new Dictionary<RowKey, long>();
        foreach (var (_, e) in events)
            foreach (var id in view.KeysOf(e)) touched[new(TenantKey.Of(e.Tenant), id)] = e.Sequence;

        var now = new RowFold(view);
        await rows.LoadAsync(now, touched.Keys, connection, transaction, stop);
        var current = now.All.ToDictionary(s => s.Key, s => s.Value.Row);
        var told = await ToldAsync(touched.Keys, connection, transaction, stop);
        changed = [.. touched.Select(t => PushOf(t.Key, current.GetValueOrDefault(t.Key), told.TryGetValue(t.Key, out var before) ? before : null, t.Value))
            .Where(p => p.AudienceNow is not null || p.AudienceBefore is not null)];
        await NoteAsync(
            [.. changed.Where(p => p.AudienceNow is not null).Select(p => (new RowKey(TenantKey.Of(p.Tenant), p.Key), p.AudienceNow!.Value))],
            [.. changed.Where(p => p.AudienceNow is null).Select(p => new RowKey(TenantKey.Of(p.Tenant), p.Key))], connection, transaction, stop);
        await MoveAsync(reached, connection, transaction, stop);
        await transaction.CommitAsync(stop);
        return (reached, stopped);
    }

    Pushed PushOf(RowKey key, object? row, Guid? told, long sequence) =>
        new(TenantKey.Parse(key.Tenant), view.RowType.Name, key.Id, row, null, told, view.AudienceOf(row), sequence);

    async Task<Dictionary<RowKey, Guid?>> ToldAsync(IReadOnlyCollection<RowKey> keys, NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken stop)
    {
        var told = new Dictionary<RowKey, Guid?>();
        await using var command = Command.On(connection, transaction,
            "select p.tenant_id, p.id, p.audience from events.pushed_audience p join unnest($2, $3) as k(tenant_id, id) on p.tenant_id = k.tenant_id and p.id = k.id where p.name = $1",
            view.Name, Command.Texts([.. keys.Select(k => k.Tenant)]), keys.Select(k => k.Id).ToArray());
        await using var reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop)) told[new(reader.GetString(0), reader.GetGuid(1))] = reader.GetGuid(2);
        return told;
    }

    async Task NoteAsync(
        IReadOnlyList<(RowKey Key, Guid Audience)> told, IReadOnlyList<RowKey> gone, NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken stop)
    {
        await using var batch = new NpgsqlBatch(connection, transaction);
        if (told.Count > 0)
            batch.BatchCommands.Add(Command.Of(
                "insert into events.pushed_audience select $1, k.* from unnest($2, $3, $4) as k on conflict (name, tenant_id, id) do update set audience = excluded.audience",
                view.Name, Command.Texts([.. told.Select(t => t.Key.Tenant)]), told.Select(t => t.Key.Id).ToArray(), told.Select(t => t.Audience).ToArray()));
        if (gone.Count > 0)
            batch.BatchCommands.Add(Command.Of(
                "delete from events.pushed_audience p using unnest($2, $3) as k(tenant_id, id) where p.name = $1 and p.tenant_id = k.tenant_id and p.id = k.id",
                view.Name, Command.Texts([.. gone.Select(k => k.Tenant)]), gone.Select(k => k.Id).ToArray()));
        if (batch.BatchCommands.Count > 0) await batch.ExecuteNonQueryAsync(stop);
    }

    protected override void Committed()
    {
        pushes.Reached(Name, Position, changed);
        changed = [];
    }

    protected override void Halted(bool halted) => pushes.Halted(Name, halted, Position);
}
