using MeshEvents.Kernel;
using Npgsql;

namespace MeshEvents.Store;

/// <summary>
/// Views rebuilt up to an earlier moment, for one tenant, into unlogged tables of schema <c>asof</c>: kept <see cref="Kept"/>, at most
/// <see cref="PerTenant"/> for each tenant, so that the same statement can page through them.
/// </summary>
sealed class PastViews(EventStore store)
{
    public const int PerTenant = 8;
    public static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);
    readonly SemaphoreSlim one = new(1, 1);
    readonly Dictionary<(Guid Tenant, string View, long Sequence), (string Table, DateTimeOffset Made, DateTimeOffset Used)> tables = [];

    /// <summary>The table's name, ready for a statement.</summary>
    public async Task<string> TableAsync(IView view, Guid tenant, long sequence, CancellationToken stop)
    {
        await one.WaitAsync(stop);
        try
        {
            var now = store.Time.GetUtcNow();
            await DropAsync(tables.Where(t => now - t.Value.Made > Kept).Select(t => t.Key).ToList(), stop);
            var key = (tenant, view.Name, sequence);
            if (!tables.TryGetValue(key, out var past))
            {
                await DropAsync([.. tables.Where(t => t.Key.Tenant == tenant).OrderByDescending(t => t.Value.Used).Skip(PerTenant - 1).Select(t => t.Key)], stop);
                past = (await MakeAsync(view, tenant, sequence, stop), now, now);
            }
            tables[key] = past with { Used = now };
            return past.Table;
        }
        finally
        {
            one.Release();
        }
    }

    /// <summary>Rows of one moment need no table when a row is one stream.</summary>
    public async Task<object?> RowAsync(IView view, Guid tenant, Guid id, long sequence, CancellationToken stop)
    {
        if (view.IsSingleStream)
        {
            var fold = new RowFold(view);
            foreach (var e in await store.StreamAsync(tenant, id, upToSequence: sequence, stop: stop)) fold.Apply(e, e.Sequence);
            return fold.All.Select(s => s.Value.Row).SingleOrDefault();
        }
        var rows = new ViewRows(view, await TableAsync(view, tenant, sequence, stop));
        await using var connection = await store.Database.App.OpenConnectionAsync(stop);
        var one = new RowFold(view);
        await rows.LoadAsync(one, [new(TenantKey.Of(tenant), id)], connection, null, stop);
        return one.All.Select(s => s.Value.Row).SingleOrDefault();
    }

    async Task<string> MakeAsync(IView view, Guid tenant, long sequence, CancellationToken stop)
    {
        var name = $"asof.{ViewTable.Quoted($"past_{Guid.NewGuid():N}")}";
        var fold = new RowFold(view);
        await foreach (var page in store.WholeAsync(TenantKey.Of(tenant), sequence, view.FactTypes, EventPages.Big, stop))
            foreach (var stored in page) fold.Apply(stored.Open(), stored.Sequence);
        await using var connection = await store.Database.App.OpenConnectionAsync(stop);
        await connection.RunAsync(store.Projections.TableOf(view).Create(name, unlogged: true), stop);
        await new ViewRows(view, name).CopyAsync(fold, connection, stop);
        await connection.RunAsync($"analyze {name}", stop);
        return name;
    }

    async Task DropAsync(IReadOnlyList<(Guid Tenant, string View, long Sequence)> keys, CancellationToken stop)
    {
        if (keys.Count == 0) return;
        await using var connection = await store.Database.App.OpenConnectionAsync(stop);
        foreach (var key in keys)
        {
            await connection.RunAsync($"drop table if exists {tables[key].Table}", stop);
            tables.Remove(key);
        }
    }
}
