using MeshEvents.Kernel;
using Xunit;

namespace MeshEvents.Store.Tests;

public sealed class RebuildTests : IAsyncLifetime
{
    static readonly string[] Tables = ["shops.shop_row", "shops.shop_name", "shops.street_count"];
    StoreFixture world = null!;
    public async Task InitializeAsync() => world = await StoreFixture.NewAsync();
    public async Task DisposeAsync() => await world.DisposeAsync();

    [Theory, InlineData("shops.ShopRow"), InlineData("shops.ShopName"), InlineData("shops.StreetCount")]
    public async Task A_rebuilt_view_equals_the_live_one(string view)
    {
        await using var running = await RunningDaemon.StartAsync(world.Store);
        await LiveAsync(seed: 1, commits: 150);
        await SettledAsync();
        var before = await ContentsAsync();
        var pushes = running.Pushes.Count;

        await running.Daemon.RebuildAsync(view);
        Assert.Equal(before, await ContentsAsync());
        Assert.Equal(pushes, running.Pushes.Count);
        Assert.Equal(ShardActivity.Running, running.State(view).State);

        await LiveAsync(seed: 2, commits: 20);
        await SettledAsync();
        Assert.Equal(await FreshAsync(), await ContentsAsync());
    }

    [Theory, InlineData("shops.ShopRow"), InlineData("shops.ShopName"), InlineData("shops.StreetCount")]
    public async Task A_rebuild_under_fire_loses_nothing(string view)
    {
        await using var running = await RunningDaemon.StartAsync(world.Store);
        await LiveAsync(seed: 3, commits: 60);
        var writers = Enumerable.Range(10, 4).Select(seed => LiveAsync(seed, commits: 60)).ToArray();
        for (var i = 0; i < 4; i++) await running.Daemon.RebuildAsync(view);
        await Task.WhenAll(writers);
        await running.Daemon.RebuildAsync(view);
        await SettledAsync();
        Assert.Equal(await FreshAsync(), await ContentsAsync());
    }

    [Fact]
    public async Task A_view_of_another_shape_is_made_anew_at_the_next_start()
    {
        await using (await RunningDaemon.StartAsync(world.Store))
        {
            await LiveAsync(seed: 4, commits: 30);
            await SettledAsync();
        }
        var views = new Projections().Within("shops");
        views.SingleStream<ShopRow>((row, e) => ShopRow.Evolve(row, e) is { } next ? next with { Name = next.Name.ToUpperInvariant() } : null)
            .Columns("name", "sum").Version(2);
        var store = world.Again(views);
        await using var again = await RunningDaemon.StartAsync(store);

        Assert.Equal(0L, await world.ScalarAsync<long>("select count(*) from shops.shop_row where name <> upper(name)"));
        Assert.Equal(await world.ScalarAsync<long>("select count(*) from shops.shop_name"), await world.ScalarAsync<long>("select count(*) from shops.shop_row"));
        Assert.True(await world.ScalarAsync<long>("select count(*) from shops.shop_row where sum is not null") > 0);
        Assert.Empty(await ViewTables.PrepareAsync(world.Database, views));
        var last = await store.AppendAsync(world.By(world.Someone, new StreamAppend(Guid.NewGuid(), "shop", 0, [new ShopOpened("late", Guid.Empty)])));
        await store.WaitForAsync("shops.ShopRow", last.LastSequence, StoreFixture.Patience);
        Assert.Equal(1L, await world.ScalarAsync<long>("select count(*) from shops.shop_row where name = 'LATE'"));
    }

    [Fact]
    public async Task A_rebuild_that_meets_a_bad_event_keeps_the_old_table_and_says_why()
    {
        var broken = false;
        var store = world.Again(World.Views((row, e) => broken && e.Data is ShopCounted ? throw new FormatException("counted") : ShopRow.Evolve(row, e)));
        await using var running = await RunningDaemon.StartAsync(store);
        var shop = await world.OpenShopAsync("Bread");
        var last = await world.AppendAsync(shop, 1, new ShopCounted(3));
        store.Wake();
        await store.WaitForAsync("shops.ShopRow", last.LastSequence, StoreFixture.Patience);

        broken = true;
        await Assert.ThrowsAsync<ShardStoppedException>(() => running.Daemon.RebuildAsync("shops.ShopRow"));
        Assert.Equal((ShardActivity.Paused, last.LastSequence), (running.State("shops.ShopRow").State, running.State("shops.ShopRow").Error!.Sequence!.Value));
        Assert.Equal(1, (await world.RowAsync<ShopRow>("shops.shop_row", shop))!.Counted);
    }

    /// <summary>A life of some shops in three streets.</summary>
    async Task LiveAsync(int seed, int commits)
    {
        var random = new Random(seed);
        var streets = Enumerable.Range(1, 3).Select(n => new Guid(n, 0, 0, new byte[8])).ToArray();
        var shops = new List<(Guid Id, Guid Street, long Version, string Name)>();
        for (var i = 0; i < commits; i++)
        {
            if (shops.Count == 0 || random.Next(4) == 0)
            {
                var (name, street) = ($"Shop {seed}.{i}", streets[random.Next(3)]);
                var id = Guid.CreateVersion7();
                await world.AppendAsync(id, 0, new ShopOpened(name, street));
                shops.Add((id, street, 1, name));
                continue;
            }
            var n = random.Next(shops.Count);
            var shop = shops[n];
            var to = streets[random.Next(3)];
            Fact fact = random.Next(8) switch { 0 => new ShopClosed("rain"), < 3 => new ShopMoved(shop.Street, to), < 5 => new ShopRenamed(shop.Name, shop.Name + "'"), _ => new ShopCounted(i) };
            await world.AppendAsync(shop.Id, shop.Version, fact);
            if (fact is ShopClosed) shops.RemoveAt(n);
            else shops[n] = (shop.Id, fact is ShopMoved ? to : shop.Street, shop.Version + 1, fact is ShopRenamed r ? r.To : shop.Name);
        }
    }

    async Task SettledAsync()
    {
        var last = await world.ScalarAsync<long>("select max(seq_id) from events.mt_events");
        await world.Store.WaitForAsync("shops.ShopRow", last, StoreFixture.Patience);
        await world.Store.WaitForAsync("shops.ShopName:Push", last, StoreFixture.Patience);
    }

    async Task<string> ContentsAsync() => string.Join('\n', await Task.WhenAll(Tables.Select(t =>
        world.ScalarAsync<string>($"select '{t} ' || count(*) || ' ' || coalesce(string_agg(tenant_id || id || data::text, E'\\n' order by tenant_id, id), '') from {t}"))));

    /// <summary>All events folded in memory, with none of the daemon's code.</summary>
    async Task<string> FreshAsync()
    {
        var text = new List<string>();
        foreach (var (table, view) in Tables.Zip(world.Views.All))
        {
            var fold = new RowFold(view);
            await foreach (var e in world.Store.EventsAsync(null, 0, long.MaxValue, view.FactTypes)) fold.Apply(e, e.Sequence);
            await world.RunAsync($"create table if not exists public.fresh (tenant_id varchar, id uuid, data jsonb, revision bigint)");
            await world.RunAsync("truncate public.fresh");
            await using (var connection = await world.Database.Owner.OpenConnectionAsync()) await new ViewRows(view, "public.fresh").CopyAsync(fold, connection, default);
            text.Add((await world.ScalarAsync<string>($"select '{table} ' || count(*) || ' ' || coalesce(string_agg(tenant_id || id || data::text, E'\\n' order by tenant_id, id), '') from public.fresh"))!);
        }
        return string.Join('\n', text);
    }
}
