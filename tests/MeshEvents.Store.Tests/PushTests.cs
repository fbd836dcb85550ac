using MeshEvents.Kernel;
using Xunit;

namespace MeshEvents.Store.Tests;

public sealed class PushTests : IAsyncLifetime
{
    StoreFixture world = null!;
    RunningDaemon running = null!;
    public async Task InitializeAsync()
    {
        world = await StoreFixture.NewAsync();
        running = await LeadingAsync();
    }

    /// <summary>Rows from before a daemon's very first time are not pushed: the tests begin after it.</summary>
    async Task<RunningDaemon> LeadingAsync()
    {
        var started = await RunningDaemon.StartAsync(world.Store);
        await Until.TrueAsync(() => started.Daemon.IsLeading, "the daemon leads");
        return started;
    }

    public async Task DisposeAsync()
    {
        await running.DisposeAsync();
        await world.DisposeAsync();
    }

    [Fact]
    public async Task Finished_rows_are_pushed_with_who_saw_them_and_who_does_now()
    {
        var (here, there) = (Guid.NewGuid(), Guid.NewGuid());
        var shop = await world.OpenShopAsync("Bread", here);
        await ArrivedAsync(1);
        var moved = await world.AppendAsync(shop, 1, new ShopMoved(here, there));
        await ArrivedAsync(moved.LastSequence);
        var closed = await world.AppendAsync(shop, 2, new ShopClosed("rain"));
        await ArrivedAsync(closed.LastSequence);

        foreach (var view in new[] { "ShopRow", "ShopName" })
        {
            var pushes = running.Pushes.Where(p => p.View == view).ToArray();
            Assert.Equal([(null, here), (here, there), (there, null)], pushes.Select(p => (p.AudienceBefore, p.AudienceNow)));
            Assert.Equal([1, moved.LastSequence, closed.LastSequence], pushes.Select(p => p.Sequence));
            Assert.All(pushes, p => Assert.Equal((world.Tenant, shop), (p.Tenant, p.Key)));
            Assert.Null(pushes[2].Row);
        }
        Assert.Equal("Bread", Assert.IsType<ShopRow>(running.Pushes.First(p => p.View == "ShopRow").Row).Name);
        Assert.Equal(there, Assert.IsType<ShopRow>(running.Pushes.Last(p => p.View == "ShopRow").Before).Street);
    }

    [Fact]
    public async Task Pushes_of_all_views_come_in_one_order()
    {
        await Task.WhenAll(Enumerable.Range(0, 40).Select(n => world.OpenShopAsync($"Shop {n}", Guid.NewGuid())));
        await ArrivedAsync(40);
        Assert.Equal(running.Pushes.Select(p => p.Sequence).Order(), running.Pushes.Select(p => p.Sequence));
        Assert.Equal(Enumerable.Range(1, 40).SelectMany(n => new[] { (long)n, n }), running.Pushes.Select(p => p.Sequence));
    }

    [Fact]
    public async Task Rows_that_were_there_before_the_daemon_are_known_not_pushed()
    {
        await running.DisposeAsync();
        var here = Guid.NewGuid();
        var shop = await world.OpenShopAsync("Bread", here);
        await world.RunAsync("delete from events.mt_event_progression where name like '%:Push:All'");
        running = await LeadingAsync();
        var last = await world.AppendAsync(shop, 1, new ShopMoved(here, Guid.Empty));
        await ArrivedAsync(last.LastSequence);
        var push = Assert.Single(running.Pushes, p => p.View == "ShopName");
        Assert.Equal((here, Guid.Empty), (push.AudienceBefore, push.AudienceNow));
    }

    Task ArrivedAsync(long sequence) => Until.TrueAsync(
        () => new[] { "ShopRow", "ShopName" }.All(v => running.Pushes.Any(p => p.View == v && p.Sequence >= sequence)), $"both views pushed {sequence}");
}
