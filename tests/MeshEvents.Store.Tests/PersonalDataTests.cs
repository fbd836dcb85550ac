using System.Text.Json.Nodes;
using MeshEvents.Kernel;
using Xunit;

namespace MeshEvents.Store.Tests;

public sealed class PersonalDataTests : IAsyncLifetime
{
    static readonly PersonId Ann = new(Guid.NewGuid()), Bob = new(Guid.NewGuid());
    StoreFixture world = null!;
    public async Task InitializeAsync() => world = await StoreFixture.NewAsync();
    public async Task DisposeAsync() => await world.DisposeAsync();

    async Task<Guid> VisitAsync(Guid? shop = null)
    {
        var id = shop ?? Guid.CreateVersion7();
        await world.AppendAsync(id, shop is null ? 0 : -1, new VisitorNoted(Pii.Of(Ann, "Ann Ångström"), Mood.Busy, [Pii.Of(Bob, "Bob Builder")]));
        return id;
    }

    async Task<VisitorNoted> NotedAsync(Guid shop, EventStore? store = null) => (VisitorNoted)(await (store ?? world.Store).StreamAsync(world.Tenant, shop))[0].Data;

    [Fact]
    public async Task Names_and_addresses_are_sealed_in_the_table_and_open_on_read()
    {
        var shop = await VisitAsync();
        var raw = await world.ScalarAsync<string>("select data::text || headers::text from events.mt_events");
        Assert.DoesNotContain("Ann", raw);
        Assert.DoesNotContain("Builder", raw);
        Assert.DoesNotContain("192.0.2.7", raw);
        Assert.Contains("\"mood\": \"Busy\"", raw);

        var e = (await world.Again(World.Views()).StreamAsync(world.Tenant, shop)).Single();
        var noted = (VisitorNoted)e.Data;
        Assert.Equal((Ann.Value, "Ann Ångström", "Bob Builder"), (noted.Name.Subject, noted.Name.Value, noted.Friends[0].Value));
        Assert.Equal("192.0.2.7", e.By.Address);
    }

    [Fact]
    public async Task A_device_address_is_nobodys_and_stays_plain()
    {
        var agent = new Actor(ActorKind.Agent, Guid.NewGuid(), "pc-17", world.Tenant, Via.Agent, "198.51.100.4");
        await world.Store.AppendAsync(world.By(agent, new StreamAppend(Guid.NewGuid(), "shop", 0, [new ShopCounted(1)])));
        Assert.Equal("198.51.100.4", await world.ScalarAsync<string>("select headers->'net'->>'ip' from events.mt_events"));
    }

    [Fact]
    public async Task An_erased_person_is_gone_from_every_event_and_the_others_stay()
    {
        var shop = await VisitAsync();
        var before = await world.ScalarAsync<string>("select data::text from events.mt_events");
        await world.Store.ErasePersonAsync(world.Tenant, Ann.Value);

        foreach (var store in new[] { world.Store, world.Again(World.Views()) })
        {
            var noted = await NotedAsync(shop, store);
            Assert.Equal((true, Ann.Value, "(erased)"), (noted.Name.Erased, noted.Name.Subject, noted.Name.ToString()));
            Assert.Equal("Bob Builder", noted.Friends[0].Value);
        }
        Assert.Equal(before, await world.ScalarAsync<string>("select data::text from events.mt_events"));

        await VisitAsync(shop);     // who comes back later is known again, by a new key; what was erased stays so
        Assert.Equal([true, false], (await world.Store.StreamAsync(world.Tenant, shop)).Select(e => ((VisitorNoted)e.Data).Name.Erased));
    }

    [Fact]
    public async Task An_erasure_by_another_node_holds_here_when_the_kept_keys_run_out()
    {
        var time = new MovableTime();
        var here = new EventStore(world.Database, World.Facts(), World.Views(), world.Ring, time);
        var shop = await VisitAsync();
        Assert.Equal("Ann Ångström", (await NotedAsync(shop, here)).Name.Value);
        await world.Store.ErasePersonAsync(world.Tenant, Ann.Value);
        time.Now += PersonKeys.Kept + TimeSpan.FromSeconds(1);
        Assert.True((await NotedAsync(shop, here)).Name.Erased);
    }

    sealed class MovableTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.UtcNow;
        public override DateTimeOffset GetUtcNow() => Now;
    }

    [Fact]
    public async Task A_sealed_value_moved_to_another_event_or_field_does_not_open()
    {
        var (one, two) = (await VisitAsync(), await VisitAsync());
        await world.RunAsync($"update events.mt_events set data = (select data from events.mt_events where stream_id = '{one}') where stream_id = '{two}'");
        var moved = await Assert.ThrowsAsync<UnreadableEventException>(() => world.Store.StreamAsync(world.Tenant, two));
        Assert.Equal("shops.visitor_noted", moved.StoredName);
        await world.RunAsync($"update events.mt_events set data = jsonb_set(data, '{{friends,0}}', data->'name') where stream_id = '{one}'");
        await Assert.ThrowsAsync<UnreadableEventException>(() => world.Store.StreamAsync(world.Tenant, one));
    }

    [Fact]
    public async Task Many_first_events_about_one_person_share_one_key()
    {
        var shops = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => VisitAsync()));
        await using (var keys = await world.Database.PersonKeys.Apart!.OpenConnectionAsync())
            Assert.Equal(1L, await keys.ScalarAsync<long>("select count(*) from keys.person_key where subject = $1", default, Ann.Value));
        var fresh = world.Again(World.Views());
        foreach (var shop in shops) Assert.Equal("Ann Ångström", (await NotedAsync(shop, fresh)).Name.Value);
    }

    [Fact]
    public void Only_types_that_hold_personal_data_pay()
    {
        Assert.True(PersonalData.IsIn(typeof(VisitorNoted)));
        Assert.False(PersonalData.IsIn(typeof(ShopOpened)));
        Assert.True(PersonalData.IsIn(typeof(Dictionary<string, Pii<string>[]>)));
    }

    [Fact]
    public void Every_flipped_bit_is_noticed()
    {
        var key = new PersonKey(Guid.NewGuid(), new byte[32]);
        var closed = PersonalData.Seal(JsonValue.Create("x"), Ann.Value, "owner", "name", key);
        var box = Convert.FromBase64String((string)closed["c"]!);
        for (var bit = 0; bit < box.Length * 8; bit++)
        {
            var bad = (byte[])box.Clone();
            bad[bit / 8] ^= (byte)(1 << (bit % 8));
            closed["c"] = Convert.ToBase64String(bad);
            Assert.Throws<System.Security.Cryptography.AuthenticationTagMismatchException>(() => PersonalData.Open(closed, "owner", "name", _ => key));
        }
        for (var length = 0; length < 16; length++)
        {
            closed["c"] = Convert.ToBase64String(box[..length]);
            Assert.ThrowsAny<System.Security.Cryptography.CryptographicException>(() => PersonalData.Open(closed, "owner", "name", _ => key));
        }
    }
}
