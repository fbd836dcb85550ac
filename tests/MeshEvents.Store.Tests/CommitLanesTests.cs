using MeshEvents.Kernel;
using Xunit;

namespace MeshEvents.Store.Tests;

/// <summary>Commits that come at once travel together, and each is answered for itself.</summary>
public sealed class CommitLanesTests : IAsyncLifetime
{
    StoreFixture world = null!;

    public async Task InitializeAsync() => world = await StoreFixture.NewAsync();
    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task Many_at_once_are_few_transactions_and_all_of_them_true()
    {
        var shops = await Task.WhenAll(Enumerable.Range(0, 100).Select(n => world.OpenShopAsync($"Shop {n}", Guid.NewGuid())));
        await Task.WhenAll(shops.Select((shop, n) => world.AppendAsync(shop, 1, new ShopCounted(n))));
        foreach (var (shop, n) in shops.Select((id, n) => (id, n)))
            Assert.Equal(($"Shop {n}", n), (await world.Store.AggregateAsync<Shop>(world.Tenant, shop))!.Value.State is var state ? (state.Name, state.Sum) : default);
        Assert.InRange(await world.ScalarAsync<long>("select count(distinct xmin::text) from events.mt_events where version = 2"), 1, 50);
    }

    [Fact]
    public async Task Nobody_is_refused_for_a_neighbour()
    {
        var shops = await Task.WhenAll(Enumerable.Range(0, 60).Select(n => world.OpenShopAsync($"Shop {n}", Guid.NewGuid())));
        var outcomes = await Task.WhenAll(shops.Select(async (shop, n) =>
        {
            // every third expects a version that is not there
            try { await world.AppendAsync(shop, n % 3 == 0 ? 5 : 1, new ShopCounted(n)); return true; }
            catch (StaleException) { return false; }
        }));
        Assert.Equal(Enumerable.Range(0, 60).Select(n => n % 3 != 0), outcomes);
        Assert.Equal(100L, await world.ScalarAsync<long>("select count(*) from events.mt_events"));
    }

    [Fact]
    public async Task One_that_waits_for_a_lock_does_not_hold_up_the_others()
    {
        var locked = await world.OpenShopAsync("Locked");
        await using var holder = await world.Database.Owner.OpenConnectionAsync();
        await using var transaction = await holder.BeginTransactionAsync();
        await holder.RunAsync($"select from events.mt_streams where id = '{locked}' for update", default, transaction);

        var waits = world.AppendAsync(locked, 1, new ShopCounted(1));
        await Task.WhenAll(Enumerable.Range(0, 50).Select(n => world.OpenShopAsync($"Shop {n}", Guid.NewGuid())));
        Assert.False(waits.IsCompleted);
        await transaction.CommitAsync();
        await waits;
        Assert.Equal(2, (await world.Store.StreamAsync(world.Tenant, locked)).Count);
    }

    [Fact]
    public async Task Who_gives_up_while_it_waits_leaves_nothing()
    {
        var locked = await Task.WhenAll(Enumerable.Range(0, 3).Select(n => world.OpenShopAsync($"Locked {n}", Guid.NewGuid())));
        await using var holder = await world.Database.Owner.OpenConnectionAsync();
        await using var transaction = await holder.BeginTransactionAsync();
        await holder.RunAsync($"select from events.mt_streams where id = any(array['{string.Join("','", locked)}']::uuid[]) for update", default, transaction);
        var busy = locked.Select(shop => world.AppendAsync(shop, 1, new ShopCounted(1))).ToArray();

        using var over = new CancellationTokenSource();
        var late = Guid.CreateVersion7();
        var given = world.Store.AppendAsync(world.By(world.Someone, new StreamAppend(late, "shop", 0, [new ShopOpened("Late", Guid.Empty)])), over.Token);
        await Until.TrueAsync(async () => await world.ScalarAsync<long>("select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()") >= 3, "all lanes to wait");
        await over.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        await transaction.CommitAsync();
        await Task.WhenAll(busy);
        Assert.Null(await world.Store.AggregateAsync<Shop>(world.Tenant, late));
    }
}
