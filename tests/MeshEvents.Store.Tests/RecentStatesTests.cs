using MeshEvents.Kernel;
using MeshEvents.Testing;
using Xunit;

namespace MeshEvents.Store.Tests;

public sealed class RecentStatesTests : IAsyncLifetime
{
    static readonly PersonId Ann = new(Guid.NewGuid());
    readonly ManualClock clock = new();
    StoreFixture world = null!;
    EventStore store = null!;

    public async Task InitializeAsync()
    {
        world = await StoreFixture.NewAsync();
        store = new(world.Database, World.Facts(), World.Views(), world.Ring, clock);
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    /// <summary>Who was in the shop last.</summary>
    sealed record LastVisitor : IAggregate<LastVisitor>
    {
        public Pii<string> Name { get; init; }

        public static LastVisitor Evolve(LastVisitor state, Fact fact) => fact is VisitorNoted e ? state with { Name = e.Name } : state;
    }

    async Task<Guid> LongAsync(params Fact[] more)
    {
        var shop = Guid.CreateVersion7();
        await world.AppendAsync(shop, 0, [new ShopOpened("Bread", Guid.Empty), .. more, .. Enumerable.Repeat(new ShopCounted(1), RecentStates.LongFrom)]);
        return shop;
    }

    async Task<(int Sum, long Version)> SumAsync(Guid shop) => await store.AggregateAsync<Shop>(world.Tenant, shop) is var (state, version) ? (state.Sum, version) : throw new InvalidOperationException("no such shop");

    // a store that reads the fact again sees the difference
    Task SpoilAsync(Guid shop) => world.RunAsync($"update events.mt_events set data = jsonb_set(data, '{{number}}', '1000') where stream_id = '{shop}' and version = 2");

    [Fact]
    public async Task A_long_stream_is_read_once_and_then_only_what_came_since()
    {
        var shop = await LongAsync();
        Assert.Equal((32, 33), await SumAsync(shop));
        await SpoilAsync(shop);
        await world.AppendAsync(shop, 33, new ShopCounted(10));
        Assert.Equal((42, 34), await SumAsync(shop));
        Assert.Equal((42, 34), await SumAsync(shop));
        clock.Jump(RecentStates.Kept);
        Assert.Equal((1041, 34), await SumAsync(shop));
    }

    [Fact]
    public async Task The_past_and_other_tenants_are_never_answered_from_it()
    {
        var shop = await LongAsync();
        var first = (await store.StreamAsync(world.Tenant, shop))[2].Sequence;
        Assert.Equal((32, 33), await SumAsync(shop));
        Assert.Equal((2, 3L), await store.AggregateAsync<Shop>(world.Tenant, shop, first) is var (then, version) ? (then.Sum, version) : default);
        Assert.Null(await store.AggregateAsync<Shop>(Guid.NewGuid(), shop));
        Assert.Equal((32, 33), await SumAsync(shop));
    }

    [Fact]
    public async Task Who_is_erased_is_erased_in_the_next_answer()
    {
        var shop = await LongAsync(new VisitorNoted(Pii.Of(Ann, "Ann"), Mood.Calm, []));
        Assert.Equal("Ann", (await store.AggregateAsync<LastVisitor>(world.Tenant, shop))!.Value.State.Name.Value);
        await store.ErasePersonAsync(world.Tenant, Ann.Value);
        Assert.True((await store.AggregateAsync<LastVisitor>(world.Tenant, shop))!.Value.State.Name.Erased);
    }

    [Fact]
    public async Task Who_is_erased_by_another_node_is_erased_here_within_a_minute()
    {
        var shop = await LongAsync(new VisitorNoted(Pii.Of(Ann, "Ann"), Mood.Calm, []));
        await store.StreamAsync(world.Tenant, shop);
        await world.Store.ErasePersonAsync(world.Tenant, Ann.Value);
        // the worst case: folded with a key that was read before and is about to run out
        clock.Jump(PersonKeys.Kept - TimeSpan.FromSeconds(5));
        Assert.Equal("Ann", (await store.AggregateAsync<LastVisitor>(world.Tenant, shop))!.Value.State.Name.Value);
        clock.Jump(RecentStates.Kept);
        Assert.True((await store.AggregateAsync<LastVisitor>(world.Tenant, shop))!.Value.State.Name.Erased);
    }

    [Fact]
    public void What_was_read_before_a_forgetting_is_not_kept_after_it()
    {
        var states = new RecentStates(clock);
        var (tenant, stream, era) = (Guid.NewGuid(), Guid.NewGuid(), states.Era);
        states.Forget();
        states.Keep(tenant, stream, new Shop(), RecentStates.LongFrom, clock.GetUtcNow(), era);
        Assert.Null(states.Find<Shop>(tenant, stream));
        states.Keep(tenant, stream, new Shop(), RecentStates.LongFrom, clock.GetUtcNow(), states.Era);
        Assert.NotNull(states.Find<Shop>(tenant, stream));
        Assert.Null(states.Find<LastVisitor>(tenant, stream));
    }

    [Fact]
    public void Short_streams_are_not_kept_and_of_long_ones_only_so_many()
    {
        var states = new RecentStates(clock);
        states.Keep(Guid.Empty, Guid.NewGuid(), new Shop(), RecentStates.LongFrom - 1, clock.GetUtcNow(), states.Era);
        Assert.Equal(0, states.Count);
        for (var i = 0; i < RecentStates.Most * 3; i++) states.Keep(Guid.Empty, Guid.NewGuid(), new Shop(), RecentStates.LongFrom, clock.GetUtcNow(), states.Era);
        Assert.InRange(states.Count, 1, RecentStates.Most);
    }
}
