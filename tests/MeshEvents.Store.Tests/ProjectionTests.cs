using MeshEvents.Kernel;
using Microsoft.Extensions.Logging;
using Xunit;

namespace MeshEvents.Store.Tests;

public sealed class ProjectionTests : IAsyncLifetime
{
    StoreFixture world = null!;
    public async Task InitializeAsync() => world = await StoreFixture.NewAsync();
    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task An_async_view_follows_and_can_be_waited_for()
    {
        await using var running = await RunningDaemon.StartAsync(world.Store);
        var street = Guid.NewGuid();
        var shop = await world.OpenShopAsync("Bread", street);
        var last = await world.AppendAsync(shop, 1, new ShopRenamed("Bread", "Cake"), new ShopCounted(5));
        await world.Store.WaitForAsync("shops.ShopRow", last.LastSequence, StoreFixture.Patience);

        var row = (await world.RowAsync<ShopRow>("shops.shop_row", shop))!;
        Assert.Equal(("Cake", street, 1, 3L), (row.Name, row.Street, row.Counted, row.Version));
        Assert.Equal(["Bread", "Cake"], row.Names);
        Assert.Equal("Cake", await world.ScalarAsync<string>("select name from shops.shop_row where street = $1 and 'Cake' = any(names) and opened_at > now() - interval '1 minute'", street));
        Assert.True(world.Store.HighWater >= last.LastSequence);

        var closed = await world.AppendAsync(shop, 3, new ShopClosed("rain"));
        await world.Store.WaitForAsync("shops.ShopRow:All", closed.LastSequence, StoreFixture.Patience);
        Assert.Null(await world.RowAsync<ShopRow>("shops.shop_row", shop));
    }

    [Fact]
    public async Task An_inline_view_is_there_with_the_commit()
    {
        var (here, there) = (Guid.NewGuid(), Guid.NewGuid());
        var shop = await world.OpenShopAsync("Bread", here);
        await world.OpenShopAsync("Fish", here);
        Assert.Equal("Bread", (await world.RowAsync<ShopName>("shops.shop_name", shop))!.Name);
        Assert.Equal(2, (await world.RowAsync<StreetCount>("shops.street_count", here))!.Shops);

        await world.AppendAsync(shop, 1, new ShopMoved(here, there));
        Assert.Equal((1, 1), ((await world.RowAsync<StreetCount>("shops.street_count", here))!.Shops, (await world.RowAsync<StreetCount>("shops.street_count", there))!.Shops));
        await world.AppendAsync(shop, 2, new ShopClosed("rain"));
        Assert.Null(await world.RowAsync<ShopName>("shops.shop_name", shop));
    }

    [Fact]
    public async Task Two_shops_cannot_take_one_name()
    {
        await world.OpenShopAsync("Bread");
        var refused = await Assert.ThrowsAsync<UniqueException>(() => world.OpenShopAsync("Bread"));
        Assert.Equal("shops.name-taken", refused.Code);
        Assert.Equal(1L, await world.ScalarAsync<long>("select count(*) from events.mt_streams"));

        var stranger = world.Someone with { Tenant = Guid.NewGuid() };
        await world.Store.AppendAsync(world.By(stranger, new StreamAppend(Guid.NewGuid(), "shop", 0, [new ShopOpened("Bread", Guid.Empty)])));

        var fish = await world.OpenShopAsync("Fish");
        await Assert.ThrowsAsync<UniqueException>(() => world.AppendAsync(fish, 1, new ShopRenamed("Fish", "Bread")));
        Assert.Equal(1, (await world.Store.AggregateAsync<Shop>(world.Tenant, fish))!.Value.Version);
    }

    [Fact]
    public async Task Of_many_who_take_one_name_at_once_one_gets_it()
    {
        var tries = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            try { await world.OpenShopAsync("Bread"); return "won"; }
            catch (UniqueException e) { return e.Code; }
        }));
        Assert.Equal(["shops.name-taken", "won"], tries.Distinct().Order());
        Assert.Equal(1, tries.Count(t => t == "won"));
    }

    [Fact]
    public async Task A_row_of_several_streams_counts_right_under_rush()
    {
        var street = Guid.NewGuid();
        await Task.WhenAll(Enumerable.Range(0, 12).Select(n => world.OpenShopAsync($"Shop {n}", street)));
        Assert.Equal(12, (await world.RowAsync<StreetCount>("shops.street_count", street))!.Shops);
        Assert.Equal(12L, await world.ScalarAsync<long>("select count(*) from events.mt_events"));
    }

    [Fact]
    public async Task Inline_folds_must_not_read_what_is_not_known_yet()
    {
        var views = new Projections().Within("shops");
        views.SingleStream<ShopRow>(ShopRow.Evolve).In("shops", "early").Inline();
        await ViewTables.PrepareAsync(world.Database, views);
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => world.Again(views).AppendAsync(
            world.By(world.Someone, new StreamAppend(Guid.NewGuid(), "shop", 0, [new ShopOpened("Bread", Guid.Empty)]))));
        Assert.Contains("not known before the commit", error.Message);
    }

    [Fact]
    public async Task An_event_that_cannot_be_applied_pauses_its_view_only_and_nothing_is_lost()
    {
        var broken = true;
        var views = World.Views((row, e) => broken && e.Data is ShopCounted { Number: 13 } ? throw new FormatException("thirteen") : ShopRow.Evolve(row, e));
        var seen = new List<long>();
        views.Subscribe("test.everything", (page, _) => { seen.AddRange(page.Events.Select(e => e.Sequence)); return Task.CompletedTask; });
        var store = world.Again(views);
        await using var running = await RunningDaemon.StartAsync(store);
        var shop = await world.OpenShopAsync("Bread");
        await world.AppendAsync(shop, 1, new ShopCounted(1), new ShopCounted(13), new ShopCounted(2));
        store.Wake();

        await Until.TrueAsync(() => running.State("shops.ShopRow").State == ShardActivity.Paused, "the view pauses");
        var state = running.State("shops.ShopRow");
        Assert.Equal((3L, "shops.shop_counted", "thirteen"), (state.Error!.Sequence, state.Error.Type, state.Error.Message));
        Assert.Equal((2L, 2L), (state.Position, state.Behind));
        Assert.Equal(1, (await world.RowAsync<ShopRow>("shops.shop_row", shop))!.Counted);
        Assert.Contains(running.Lines, l => l.Level == LogLevel.Critical && l.Text.Contains("shops.ShopRow is paused at event 3"));
        await store.WaitForAsync("test.everything", 4, StoreFixture.Patience);

        broken = false;
        await running.Daemon.ResumeAsync("shops.ShopRow");
        await store.WaitForAsync("shops.ShopRow", 4, StoreFixture.Patience);
        Assert.Equal(3, (await world.RowAsync<ShopRow>("shops.shop_row", shop))!.Counted);
        Assert.Equal((ShardActivity.Running, null), (running.State("shops.ShopRow").State, running.State("shops.ShopRow").Error));
        Assert.Equal([1L, 2, 3, 4], seen);
    }

    [Fact]
    public async Task A_row_the_database_refuses_pauses_at_its_very_event()
    {
        await world.RunAsync("alter table shops.shop_row add constraint small check ((data->>'name') <> 'Huge')");
        await using var running = await RunningDaemon.StartAsync(world.Store);
        for (var i = 0; i < 5; i++) await world.OpenShopAsync($"Shop {i}");
        var bad = await world.AppendAsync(Guid.NewGuid(), 0, new ShopOpened("Huge", Guid.Empty));
        for (var i = 5; i < 9; i++) await world.OpenShopAsync($"Shop {i}");
        await Until.TrueAsync(() => running.State("shops.ShopRow") is { State: ShardActivity.Paused, Error.Sequence: not null }, "the view pauses at the event");
        Assert.Equal((bad.LastSequence, bad.LastSequence - 1), (running.State("shops.ShopRow").Error!.Sequence!.Value, running.State("shops.ShopRow").Position));

        await world.RunAsync("alter table shops.shop_row drop constraint small");
        await running.Daemon.ResumeAsync("shops.ShopRow");
        await world.Store.WaitForAsync("shops.ShopRow", 10, StoreFixture.Patience);
        Assert.Equal(10L, await world.ScalarAsync<long>("select count(*) from shops.shop_row"));
    }

    [Fact]
    public async Task An_event_nobody_knows_is_never_passed_over()
    {
        var shop = await world.OpenShopAsync("Bread");
        await world.RunAsync("update events.mt_events set type = 'gone.gone_fact'");
        await using var running = await RunningDaemon.StartAsync(world.Store);
        await Until.TrueAsync(() => running.State("shops.ShopRow").State == ShardActivity.Paused, "the view pauses");
        Assert.Contains("no module of this program knows it", running.State("shops.ShopRow").Error!.Message);
        await Assert.ThrowsAsync<UnreadableEventException>(() => world.Store.StreamAsync(world.Tenant, shop));
    }

    [Fact]
    public async Task Only_one_daemon_leads_and_another_takes_over()
    {
        var first = await RunningDaemon.StartAsync(world.Store);
        await Until.TrueAsync(() => first.Daemon.IsLeading, "the first leads");
        var store = world.Again(World.Views());
        await using var second = await RunningDaemon.StartAsync(store);
        var shop = await world.OpenShopAsync("Bread");
        await world.Store.WaitForAsync("shops.ShopRow", 1, StoreFixture.Patience);
        Assert.False(second.Daemon.IsLeading);

        await first.DisposeAsync();
        await Until.TrueAsync(() => second.Daemon.IsLeading, "the second takes over");
        var last = await world.AppendAsync(shop, 1, new ShopCounted(1));
        await store.WaitForAsync("shops.ShopRow", last.LastSequence, StoreFixture.Patience);
        Assert.Equal(1, (await world.RowAsync<ShopRow>("shops.shop_row", shop))!.Counted);
    }

    [Fact]
    public async Task A_daemon_that_loses_its_connection_starts_again()
    {
        await using var running = await RunningDaemon.StartAsync(world.Store);
        var shop = await world.OpenShopAsync("Bread");
        await world.Store.WaitForAsync("shops.ShopRow", 1, StoreFixture.Patience);
        await world.RunAsync("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()");
        for (var done = false; !done;)
            try { await world.AppendAsync(shop, -1, new ShopCounted(1)); done = true; }
            catch (Npgsql.NpgsqlException) { continue; }
        await Until.TrueAsync(() => running.Lines.Count(l => l.Text.StartsWith("This process runs the projections")) == 2, "the daemon leads again");
        var last = await world.AppendAsync(shop, -1, new ShopCounted(1));
        await world.Store.WaitForAsync("shops.ShopRow", last.LastSequence, StoreFixture.Patience);
        Assert.Equal(last.Events[0].Version - 1, (await world.RowAsync<ShopRow>("shops.shop_row", shop))!.Counted);
    }
}
