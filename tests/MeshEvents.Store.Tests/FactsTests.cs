using System.Text.Json.Nodes;
using MeshEvents.Kernel;
using Xunit;

namespace MeshEvents.Store.Tests;

public sealed class FactsTests
{
    static readonly string Samples = Path.Combine(AppContext.BaseDirectory, "Samples");

    [Fact]
    public async Task Every_shape_ever_stored_is_read_as_the_newest()
    {
        await using var world = await StoreFixture.NewAsync();
        var street = Guid.Parse("00000000-0000-0000-0000-000000000007");
        foreach (var file in Directory.GetFiles(Samples).Order())
        {
            var name = Path.GetFileName(file)[..^".1.json".Length];
            var shop = await world.OpenShopAsync(name);
            await world.RunAsync($"update events.mt_events set type = '{name}', data = '{await File.ReadAllTextAsync(file)}' where stream_id = '{shop}'");
            var fact = Assert.IsType<ShopOpened>((await world.Store.StreamAsync(world.Tenant, shop)).Single().Data);
            Assert.Equal(("Bread", street), (fact.Name, fact.Street));
        }
        Assert.Equal(3, Directory.GetFiles(Samples).Length);
    }

    [Fact]
    public async Task A_view_that_names_its_facts_gets_their_old_shapes_too()
    {
        await using var world = await StoreFixture.NewAsync();
        var shop = await world.OpenShopAsync("Bread");
        await world.RunAsync("""update events.mt_events set type = 'shops.shop_opened', data = '{"n":"Ancient"}'""");
        await using var running = await RunningDaemon.StartAsync(world.Store);
        await Until.TrueAsync(() => running.Daemon.IsLeading, "the daemon leads");
        await running.Daemon.RebuildAsync("shops.ShopName");
        Assert.Equal("Ancient", (await world.RowAsync<ShopName>("shops.shop_name", shop))!.Name);
        Assert.Equal(["shops.shop_opened", "shops.shop_opened_v2", "shops.shop_opened_v3"], World.Facts().StoredNamesOf([typeof(ShopOpened)]));
    }

    [Fact]
    public void The_catalogue_refuses_what_would_be_a_mistake_for_ever()
    {
        var facts = World.Facts();
        Assert.Throws<ArgumentException>(() => facts.Add<Stray>("shops.shop_renamed", _ => ""));
        Assert.Throws<ArgumentException>(() => facts.Add<Stray>("shops.shop_opened", _ => ""));
        Assert.Throws<ArgumentException>(() => facts.Add<ShopClosed>("shops.other", _ => ""));
        foreach (var bad in new[] { "", "shop", "Shops.shop", "shops.", "shops.a b", "shops.a.b", "archived", "shops." + new string('a', 500) })
            Assert.Throws<ArgumentException>(() => facts.Add<Stray>(bad, _ => ""));
        Assert.Throws<ArgumentException>(() => facts.Upcast("shops.shop_renamed", o => o, "shops.shop_moved"));
        Assert.Throws<ArgumentException>(() => facts.Upcast("shops.shop_opened_v3", o => o, "shops.shop_opened"));
        Assert.Throws<InvalidOperationException>(() => facts.Of(typeof(Stray)));
        Assert.Null(facts.ByStoredName("shops.nothing"));
        Assert.Equal("Renamed a to b", facts.Sentence(new ShopRenamed("a", "b")));
        Assert.Equal(6, facts.All.Count);
    }

    [Fact]
    public void Every_upcast_of_a_chain_is_done_once() =>
        Assert.Equal("""{"name":"x","street":"00000000-0000-0000-0000-000000000000"}""", World.Facts().ToNewest("shops.shop_opened", new JsonObject { ["n"] = "x" }).ToJsonString());

    sealed record Stray : Fact;
}
