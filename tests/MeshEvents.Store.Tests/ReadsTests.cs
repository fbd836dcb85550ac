using FsCheck;
using FsCheck.Fluent;
using MeshEvents.Kernel;
using Xunit;

namespace MeshEvents.Store.Tests;

public sealed class ReadsTests : IAsyncLifetime, IScopes, IServiceProvider
{
    static readonly Permission<ShopId> See = new("shops:see");
    static readonly Guid Here = new(1, 0, 0, new byte[8]), There = new(2, 0, 0, new byte[8]);
    StoreFixture world = null!;
    RunningDaemon running = null!;
    Scope scope = Scope.Everything;

    public async Task InitializeAsync()
    {
        world = await StoreFixture.NewAsync();
        running = await RunningDaemon.StartAsync(world.Store);
    }

    public async Task DisposeAsync()
    {
        await running.DisposeAsync();
        await world.DisposeAsync();
    }

    ValueTask<Scope> IScopes.ScopeAsync(Actor by, string permission, CancellationToken stop)
    {
        Assert.Equal(("shops:see", world.Someone.Id), (permission, by.Id));
        return new(scope);
    }

    object? IServiceProvider.GetService(Type type) => type == typeof(string) ? "a service" : null;

    Reads Reads(DateTimeOffset? asOf = null, Guid? tenant = null) => new(world.Store, this, this, tenant is { } t ? world.Someone with { Tenant = t } : world.Someone, asOf);

    async Task<Guid> ShopAsync(string name, Guid? street = null, int counted = 0)
    {
        var shop = await world.OpenShopAsync(name, street ?? Here);
        for (var i = 0; i < counted; i++) await world.AppendAsync(shop, i + 1, new ShopCounted(i));
        return shop;
    }

    async Task SettleAsync() =>
        await world.Store.WaitForAsync("shops.ShopRow", await world.ScalarAsync<long>("select max(seq_id) from events.mt_events"), StoreFixture.Patience);

    async Task<List<ShopRow>> AllPagesAsync(int take, string orderBy, bool descending, FormattableString where, Reads? reads = null)
    {
        var rows = new List<ShopRow>();
        string? after = null;
        do
        {
            var page = await (reads ?? Reads()).PageAsync<ShopRow, ShopId>(See, after, take, orderBy, where, descending);
            Assert.InRange(page.Rows.Count, after is null ? 0 : 1, take);
            rows.AddRange(page.Rows);
            after = page.Next;
        } while (after is not null);
        return rows;
    }

    [Theory, InlineData("name"), InlineData("counted"), InlineData("opened_at"), InlineData("street"), InlineData("id"), InlineData("mood")]
    public async Task Pages_hold_every_row_once_in_order_whatever_the_column(string column)
    {
        for (var i = 0; i < 9; i++) await ShopAsync($"Shop {(i * 7) % 9}", i % 2 == 0 ? Here : There, counted: i % 3);
        await world.AppendAsync(await ShopAsync("Moody"), 1, new VisitorNoted(Pii.Of(new PersonId(Guid.NewGuid()), "Ann"), Mood.Calm, []));
        await SettleAsync();
        foreach (var descending in new[] { false, true })
        {
            var whole = (await Reads().PageAsync<ShopRow, ShopId>(See, null, 100, column, $"", descending)).Rows;
            foreach (var take in new[] { 1, 2, 3, 9, 10 })
                Assert.Equal(whole.Select(r => r.Id), (await AllPagesAsync(take, column, descending, $"")).Select(r => r.Id));
            Assert.Equal(10, whole.Count);
        }
        Assert.Equal(10, (await Reads().PageAsync<ShopRow, ShopId>(See, null, 1, column, $"true")).Total);
    }

    [Fact]
    public async Task Only_what_the_right_reaches_is_seen_and_counted()
    {
        var (one, two) = (await ShopAsync("One", Here), await ShopAsync("Two", There));
        await SettleAsync();
        scope = Scope.Nothing;
        Assert.Equal(0, (await Reads().PageAsync<ShopRow, ShopId>(See, null, 10, "name", $"")).Total);
        scope = new(false, [Here], []);
        Assert.Equal([one], (await AllPagesAsync(10, "name", false, $"")).Select(r => r.Id.Value));
        scope = new(false, [], [two]);
        Assert.Equal([two], (await Reads().RowsAsync<ShopRow, ShopId>(See, $"true or true")).Select(r => r.Id.Value));
        scope = Scope.Everything;
        Assert.Equal(2, (await Reads().PageAsync<ShopRow, ShopId>(See, null, 10, "name", $"")).Total);
        Assert.Equal(0, (await Reads(tenant: Guid.NewGuid()).PageAsync<ShopRow, ShopId>(See, null, 10, "name", $"")).Total);
        Assert.Null(await Reads(tenant: Guid.NewGuid()).RowAsync<ShopRow>(new ShopId(one)));
        Assert.Equal("One", (await Reads().RowAsync<ShopRow>(new ShopId(one)))!.Name);
    }

    [Fact]
    public async Task Holes_are_parameters_and_pieces_are_spliced()
    {
        await ShopAsync("Robert'); drop table shops.shop_row; --");
        await ShopAsync("{braces}");
        await SettleAsync();
        string? none = null;
        ShopId? noId = null;
        var named = new Sql($"name = {"{braces}"}");
        Assert.Equal("{braces}", Assert.Single(await AllPagesAsync(5, "name", false, $"{named} and name <> '{{braces'")).Name);
        Assert.Equal(2, (await AllPagesAsync(5, "name", false, $"({none}::text is null or name = {none}) and ({noId}::uuid is null or id = {noId})")).Count);
        Assert.StartsWith("Robert", Assert.Single(await AllPagesAsync(5, "name", false, $"{!named} and mood is null and {Sql.Always & !(named & named)}")).Name);
        Assert.Single(await AllPagesAsync(5, "name", false, $"name = {"Robert'); drop table shops.shop_row; --"}"));
        Assert.Equal(2, (await AllPagesAsync(5, "name", false, $"street = any({new[] { new ShopId(Here) }}) and not mood = any({Array.Empty<Mood>()}) or mood is null")).Count);
        Assert.Equal([2L], await Reads().SqlAsync($"select count(*) from shops.shop_row where tenant_id = {TenantKey.Of(world.Tenant)}", r => r.GetInt64(0)));
        Assert.Throws<ArgumentException>(() => { new SqlWriter().Hole(new Secret("x")); });
        await Assert.ThrowsAsync<InvalidOperationException>(() => AllPagesAsync(5, "data", false, $""));
        Assert.Equal("a service", Reads().Ask<string>());
        Assert.Throws<InvalidOperationException>(() => Reads().Ask<IScopes>());
    }

    [Theory, InlineData("name"), InlineData("counted"), InlineData("opened_at"), InlineData("street")]
    public async Task A_bad_cursor_is_an_argument_error_never_one_of_the_database(string column)
    {
        await ShopAsync("One");
        await ShopAsync("Two");
        await SettleAsync();
        var good = (await Reads().PageAsync<ShopRow, ShopId>(See, null, 1, column, $"")).Next!;
        var random = new Random(7);
        var bad = Enumerable.Range(0, good.Length).Select(n => good[..n])
            .Concat(Enumerable.Range(0, 60).Select(_ => good.Remove(random.Next(good.Length), 1).Insert(random.Next(good.Length), $"{(char)random.Next(33, 127)}")))
            .Concat(["", "null", "\0", new Cursor("\0", Guid.Empty).ToString(), new Cursor("'", Guid.Empty).ToString(), new string('A', 9000)]);
        foreach (var cursor in bad)
        {
            try { await Reads().PageAsync<ShopRow, ShopId>(See, cursor, 1, column, $""); }
            catch (ArgumentException e) { Assert.Contains("cursor", e.Message); }
        }
        await Assert.ThrowsAsync<CursorException>(() => Reads().PageAsync<ShopRow, ShopId>(See, "nonsense", 1, column, $""));
    }

    [Fact]
    public void Cursors_come_back_whole() =>
        Prop.ForAll<string, Guid>((value, id) => Cursor.Parse(new Cursor(Clean.Text(value, 500), id).ToString(), "text") == new Cursor(Clean.Text(value, 500), id)).QuickCheckThrowOnFailure();

    [Fact]
    public async Task Aggregates_looked_at_are_remembered()
    {
        var shop = await ShopAsync("One", counted: 2);
        var reads = Reads();
        Assert.Equal("One", (await reads.AggregateAsync<Shop>(new ShopId(shop)))!.Name);
        Assert.Null(await reads.AggregateAsync<Shop>(new ShopId(Guid.NewGuid())));
        Assert.Equal(3, (await reads.Load<Shop>(shop))!.Value.Version);
        Assert.Equal([(shop, 3L)], reads.Seen);
    }

    [Fact]
    public async Task The_past_is_answered_as_it_was_under_the_rights_of_now()
    {
        var (old, moved) = (await ShopAsync("Old", Here), await ShopAsync("Moved", Here));
        await SettleAsync();
        var then = await NowAsync();
        await world.AppendAsync(old, 1, new ShopRenamed("Old", "New"));
        await world.AppendAsync(moved, 1, new ShopMoved(Here, There));
        var late = await ShopAsync("Late", Here);
        await SettleAsync();

        var past = Reads(then);
        Assert.Equal("Old", (await past.RowAsync<ShopRow>(new ShopId(old)))!.Name);
        Assert.Equal("Old", (await past.AggregateAsync<Shop>(new ShopId(old)))!.Name);
        Assert.Null(await past.RowAsync<ShopRow>(new ShopId(late)));
        Assert.Equal(2, (await past.RowAsync<StreetCount>(new ShopId(Here)))!.Shops);
        Assert.Equal(["Moved", "Old"], (await AllPagesAsync(1, "name", false, $"", past)).Select(r => r.Name));
        Assert.Equal(["New"], (await AllPagesAsync(9, "name", false, $"name = 'New'")).Select(r => r.Name));

        scope = new(false, [There], []);
        Assert.Equal((moved, Here), (await AllPagesAsync(9, "name", false, $"", past)).Select(r => (r.Id.Value, r.Street)).Single());
        Assert.Empty(await AllPagesAsync(9, "name", false, $"", Reads(then.AddDays(-1))));
        scope = Scope.Everything;
        Assert.Equal(3, (await AllPagesAsync(9, "name", false, $"", Reads(DateTimeOffset.UtcNow.AddDays(1)))).Count);
    }

    [Fact]
    public async Task Looks_at_the_past_are_kept_and_only_so_many()
    {
        var shop = await ShopAsync("Shop", counted: 12);
        for (var i = 1; i <= 12; i++) Assert.StartsWith("asof.", await world.Store.Past.TableAsync(world.Views.All[0], world.Tenant, i, default));
        Assert.Equal(await world.Store.Past.TableAsync(world.Views.All[0], world.Tenant, 12, default), await world.Store.Past.TableAsync(world.Views.All[0], world.Tenant, 12, default));
        Assert.Equal((long)PastViews.PerTenant, await world.ScalarAsync<long>("select count(*) from pg_tables where schemaname = 'asof'"));
        Assert.Equal(5, ((ShopRow)(await world.Store.Past.RowAsync(world.Views.All[0], world.Tenant, shop, 6, default))!).Counted);
    }

    /// <summary>A moment of the database's own clock that no commit shares.</summary>
    async Task<DateTimeOffset> NowAsync() => new(await world.ScalarAsync<DateTime>("select clock_timestamp()"));
}
