using MeshEvents.Kernel;
using Xunit;

namespace MeshEvents.Store.Tests;

public sealed class AppendTests : IAsyncLifetime
{
    StoreFixture world = null!;
    public async Task InitializeAsync() => world = await StoreFixture.NewAsync();
    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task A_new_stream_is_folded_back()
    {
        var shop = Guid.CreateVersion7();
        var appended = await world.AppendAsync(shop, 0, new ShopOpened("Bread", Guid.Empty), new ShopRenamed("Bread", "Cake"), new ShopCounted(4));

        var (state, version) = (await world.Store.AggregateAsync<Shop>(world.Tenant, shop))!.Value;
        Assert.Equal(("Cake", 4, 3L), (state.Name, state.Sum, version));
        Assert.Equal([1L, 2L, 3L], appended.Events.Select(e => e.Version));
        Assert.Equal(appended.LastSequence, appended.Events[^1].Sequence);
        Assert.Equal(appended.Events.Select(e => e.Sequence).Order(), appended.Events.Select(e => e.Sequence));
        Assert.InRange(DateTimeOffset.UtcNow - appended.Events[0].At, TimeSpan.FromSeconds(-5), TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task Everything_said_about_an_event_comes_back_except_the_name()
    {
        var device = Guid.NewGuid();
        var actor = world.Someone with { Kind = ActorKind.System, OnBehalfOf = world.Someone };
        var shop = Guid.CreateVersion7();
        await world.Store.AppendAsync(new Commit(actor, "trace-1", "command-7", "OpenShop", new About(Device: device), new() { ["bits"] = 8 })
        {
            Appends = [new(shop, "shop", 0, [new ShopOpened("Bread", Guid.Empty)])],
        });

        var e = (Event<ShopOpened>)(await world.Store.StreamAsync(world.Tenant, shop)).Single();
        Assert.Equal(("trace-1", "command-7", "OpenShop", device), (e.Correlation, e.Causation, e.Command, e.About.Device));
        Assert.Equal((actor with { Name = "", OnBehalfOf = null }), e.By with { OnBehalfOf = null });
        Assert.Equal((world.Someone.Id, ""), (e.By.OnBehalfOf!.Id, e.By.OnBehalfOf.Name));
        Assert.Equal("8", await world.ScalarAsync<string>("select headers->'rights'->>'bits' from events.mt_events where stream_id = $1", shop));
        Assert.Equal(actor.Id.ToString(), await world.ScalarAsync<string>("select user_name from events.mt_events where stream_id = $1", shop));
    }

    [Fact]
    public async Task A_wrong_version_is_stale_and_leaves_nothing()
    {
        var shop = await world.OpenShopAsync("Bread");
        var drawn = await world.ScalarAsync<long>("select last_value from events.mt_events_sequence");

        await Assert.ThrowsAsync<StaleException>(() => world.AppendAsync(shop, 7, new ShopCounted(1)));
        await Assert.ThrowsAsync<StaleException>(() => world.AppendAsync(shop, 0, new ShopOpened("Other", Guid.Empty)));

        Assert.Single(await world.Store.StreamAsync(world.Tenant, shop));
        Assert.Equal(drawn, await world.ScalarAsync<long>("select last_value from events.mt_events_sequence"));
    }

    [Fact]
    public async Task Of_many_at_one_version_exactly_one_wins()
    {
        var shop = await world.OpenShopAsync("Bread");
        var tries = await Task.WhenAll(Enumerable.Range(0, 8).Select(async n =>
        {
            try { await world.AppendAsync(shop, 1, new ShopCounted(n)); return true; }
            catch (StaleException) { return false; }
        }));
        Assert.Equal(1, tries.Count(won => won));
        Assert.Equal(2, (await world.Store.StreamAsync(world.Tenant, shop)).Count);
    }

    [Fact]
    public async Task Any_version_takes_all_of_many()
    {
        var shop = await world.OpenShopAsync("Bread");
        await Task.WhenAll(Enumerable.Range(1, 8).Select(n => world.AppendAsync(shop, -1, new ShopCounted(n))));
        var events = await world.Store.StreamAsync(world.Tenant, shop);
        Assert.Equal(Enumerable.Range(1, 9).Select(n => (long)n), events.Select(e => e.Version));
        Assert.Equal(36, events.Select(e => e.Data).OfType<ShopCounted>().Sum(c => c.Number));
    }

    [Fact]
    public async Task A_commit_tried_again_by_the_store_takes_its_riders_along_once()
    {
        await world.RunAsync("create table public.rider (n int)");
        var street = Guid.NewGuid();
        // again and again, so that the connections have their statements prepared, each under a name of its own
        for (var round = 0; round < 10; round++)
            await Task.WhenAll(Enumerable.Range(round * 10, 10).Select(n => world.Store.AppendAsync(
                world.By(world.Someone, new StreamAppend(Guid.CreateVersion7(), "shop", -1, [new ShopOpened($"Shop {n}", street)]))
                    with { With = [Command.Of("insert into public.rider values ($1)", n)], Kept = [("seed", street, new Secret($"{n}"))] })));
        Assert.Equal(string.Concat(Enumerable.Range(0, 100)), await world.ScalarAsync<string>("select string_agg(n::text, '' order by n) from public.rider"));
        Assert.Equal(100L, await world.ScalarAsync<long>("select count(*) from events.mt_events"));
        Assert.Equal(100, (await world.RowAsync<StreetCount>("shops.street_count", street))!.Shops);
    }

    [Fact]
    public async Task An_archived_stream_takes_no_more()
    {
        var shop = await world.OpenShopAsync("Bread");
        await world.Store.ArchiveAsync(world.Tenant, shop);
        await Assert.ThrowsAsync<ArchivedException>(() => world.AppendAsync(shop, 1, new ShopCounted(1)));
        await Assert.ThrowsAsync<ArchivedException>(() => world.AppendAsync(shop, -1, new ShopCounted(1)));
        Assert.Equal("Bread", (await world.Store.AggregateAsync<Shop>(world.Tenant, shop))!.Value.State.Name);
    }

    [Fact]
    public async Task Several_streams_become_true_together_or_not_at_all()
    {
        var (one, two) = (await world.OpenShopAsync("One"), Guid.CreateVersion7());
        await Assert.ThrowsAsync<StaleException>(() => world.Store.AppendAsync(world.By(world.Someone,
            new StreamAppend(two, "shop", 0, [new ShopOpened("Two", Guid.Empty)]), new StreamAppend(one, "shop", 5, [new ShopCounted(1)]))));
        Assert.Null(await world.Store.AggregateAsync<Shop>(world.Tenant, two));

        var appended = await world.Store.AppendAsync(world.By(world.Someone,
            new StreamAppend(two, "shop", 0, [new ShopOpened("Two", Guid.Empty)]), new StreamAppend(one, "shop", 1, [new ShopCounted(1), new ShopCounted(2)])));
        Assert.Equal([two, one, one], appended.Events.Select(e => e.StreamId));
        Assert.Equal([1L, 2L, 3L], appended.Events.Select(e => e.Version));
    }

    [Fact]
    public async Task What_was_looked_at_must_still_be_so()
    {
        var (one, looked) = (await world.OpenShopAsync("One"), await world.OpenShopAsync("Looked"));
        var commit = world.By(world.Someone, new StreamAppend(one, "shop", 1, [new ShopCounted(1)])) with { Seen = [(looked, 1)] };
        await world.Store.AppendAsync(commit);
        await world.AppendAsync(looked, 1, new ShopCounted(1));
        await Assert.ThrowsAsync<StaleException>(() => world.Store.AppendAsync(commit with { Appends = [new(one, "shop", 2, [new ShopCounted(2)])] }));

        var both = world.By(world.Someone, new StreamAppend(looked, "shop", -1, [new ShopCounted(3)])) with { Seen = [(looked, 1)] };
        await Assert.ThrowsAsync<StaleException>(() => world.Store.AppendAsync(both));
        Assert.Equal(3, (await world.Store.AppendAsync(both with { Seen = [(looked, 2)] })).Events[0].Version);
    }

    [Fact]
    public async Task Tenants_do_not_see_each_other()
    {
        var shop = await world.OpenShopAsync("Bread");
        var stranger = world.Someone with { Tenant = Guid.NewGuid() };
        Assert.Null(await world.Store.AggregateAsync<Shop>(stranger.Tenant, shop));
        await world.Store.AppendAsync(world.By(stranger, new StreamAppend(shop, "shop", 0, [new ShopOpened("Bread", Guid.Empty)])));
        Assert.Single(await world.Store.StreamAsync(world.Tenant, shop));
        Assert.Equal(stranger.Tenant, (await world.Store.StreamAsync(stranger.Tenant, shop)).Single().By.Tenant);
        Assert.Equal("*DEFAULT*", TenantKey.Of(Guid.Empty));
    }

    [Fact]
    public async Task What_rides_along_shares_the_fate_of_the_commit()
    {
        await world.RunAsync("create table public.rider (n int)");
        var shop = await world.OpenShopAsync("Bread");
        Commit Riding(long expected) => world.By(world.Someone, new StreamAppend(shop, "shop", expected, [new ShopCounted(1)]))
            with { With = [Command.Of("insert into public.rider values (1)")] };
        await Assert.ThrowsAsync<StaleException>(() => world.Store.AppendAsync(Riding(9)));
        Assert.Equal(0L, await world.ScalarAsync<long>("select count(*) from public.rider"));
        await world.Store.AppendAsync(Riding(1));
        Assert.Equal(1L, await world.ScalarAsync<long>("select count(*) from public.rider"));
    }
}
