using MeshEvents.Kernel;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace MeshEvents.Store;

/// <summary>
/// An async view: page, group by key, load rows, fold, one batch. What it writes it would write again after a crash, so its commit need not wait for the disk.
/// Nobody else writes its table: the rows are read before the transaction.
/// </summary>
sealed class ViewShard(IView view, EventStore store, EventPages pages, PushOut pushes, ILogger log) : Shard(view.Name, store, pages, log)
{
    readonly ViewRows rows = new(view, store.Projections.TableOf(view).Qualified);
    IReadOnlyList<Pushed> changed = [];

    public IView View => view;
    protected override IReadOnlyList<Type>? FactTypes => view.FactTypes;

    protected override async Task<(long Reached, ShardStoppedException? Stopped)> CommitAsync(EventSlice slice, NpgsqlConnection connection, CancellationToken stop)
    {
        var fold = new RowFold(view);
        var (events, stopped) = Opened.Of(slice, e => view.KeysOf(e).Select(id => new RowKey(TenantKey.Of(e.Tenant), id)), out var keys);
        await rows.LoadAsync(fold, keys, connection, null, stop);
        foreach (var (stored, e) in events)
        {
            try
            {
                fold.Apply(e, e.Sequence);
            }
            catch (Exception cause)
            {
                stopped = new(stored, cause);
                break;
            }
        }
        var reached = stopped is null ? slice.Ceiling : stopped.At.Sequence - 1;
        if (reached > slice.Floor) await WriteAsync(fold, reached, connection, stop);
        return (reached, stopped);
    }

    async Task WriteAsync(RowFold fold, long reached, NpgsqlConnection connection, CancellationToken stop)
    {
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { new("select set_config('synchronous_commit', 'off', true)") } };
        foreach (var command in rows.Replace(fold)) batch.BatchCommands.Add(command);
        batch.BatchCommands.Add(Move(reached));
        try
        {
            await batch.ExecuteNonQueryAsync(stop);
        }
        catch (PostgresException e) when (e.SqlState == "MT004") { throw new ShardTakenException(Row); }
        changed = view.IsPushed ? [.. fold.Changed.Select(s => PushOf(s.Key, s.Value))] : [];
    }

    Pushed PushOf(RowKey key, RowSlot slot) => new(
        TenantKey.Parse(key.Tenant), view.RowType.Name, key.Id, slot.Row, slot.Before, view.AudienceOf(slot.Before), view.AudienceOf(slot.Row), slot.LastSequence);

    protected override void Committed()
    {
        if (view.IsPushed) pushes.Reached(Name, Position, changed);
        changed = [];
    }

    protected override void Halted(bool halted)
    {
        if (view.IsPushed) pushes.Halted(Name, halted, Position);
    }
}

/// <summary>The events of a slice that can be opened, up to the first that cannot.</summary>
static class Opened
{
    public static (IReadOnlyList<(StoredEvent Stored, IEvent Event)> Events, ShardStoppedException? Stopped) Of(
        EventSlice slice, Func<IEvent, IEnumerable<RowKey>> keysOf, out HashSet<RowKey> keys)
    {
        keys = [];
        var events = new List<(StoredEvent, IEvent)>();
        foreach (var stored in slice.Events)
        {
            try
            {
                var e = stored.Open();
                keys.UnionWith(keysOf(e));
                events.Add((stored, e));
            }
            catch (Exception cause)
            {
                return (events, new(stored, cause));
            }
        }
        return (events, null);
    }
}
