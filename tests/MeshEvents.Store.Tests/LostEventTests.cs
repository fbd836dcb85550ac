using System.Collections.Concurrent;
using MeshEvents.Kernel;
using Npgsql;
using Xunit;

namespace MeshEvents.Store.Tests;

/// <summary>Numbers are drawn before commits: a reader that goes by numbers alone loses events. These are the cases that did (stack.md 3).</summary>
public sealed class LostEventTests : IAsyncLifetime
{
    StoreFixture world = null!;
    EventStore store = null!;
    RunningDaemon running = null!;
    readonly ConcurrentQueue<IEvent> delivered = new();

    public async Task InitializeAsync()
    {
        world = await StoreFixture.NewAsync();
        var views = World.Views();
        views.Subscribe("test.ledger", (page, _) =>
        {
            foreach (var e in page.Events) delivered.Enqueue(e);
            return Task.CompletedTask;
        });
        store = world.Again(views);
        running = await RunningDaemon.StartAsync(store);
    }

    public async Task DisposeAsync()
    {
        await running.DisposeAsync();
        await world.DisposeAsync();
    }

    [Fact]
    public async Task Slow_commits_of_twelve_writers_are_all_delivered_once_and_in_order()
    {
        const int writers = 12, commits = 25;
        var streams = Enumerable.Range(0, 4).Select(_ => Guid.CreateVersion7()).ToArray();
        await Task.WhenAll(Enumerable.Range(0, writers).Select(async w =>
        {
            for (var i = 0; i < commits; i++)
                await SlowAppendAsync(streams[(w + i) % streams.Length], pause: (w * 7 + i) % 5, rollBack: (w + i) % 11 == 0);
        }));
        await AllDeliveredAsync();
        Assert.True(delivered.Count > writers * commits * 8 / 10, $"{delivered.Count} events");
    }

    [Fact]
    public async Task Commits_over_several_streams_are_delivered_once_and_in_order()
    {
        var streams = Enumerable.Range(0, 6).Select(_ => Guid.CreateVersion7()).ToArray();
        await Task.WhenAll(Enumerable.Range(0, 12).Select(async w =>
        {
            var random = new Random(w);
            for (var i = 0; i < 20; i++)
                await store.AppendAsync(world.By(world.Someone, [.. streams.Where(_ => random.Next(2) == 0).DefaultIfEmpty(streams[w % 6])
                    .Select(s => new StreamAppend(s, "shop", -1, [new ShopCounted(i), new ShopCounted(w)]))]));
        }));
        await AllDeliveredAsync();
    }

    [Fact]
    public async Task A_bulk_copy_with_its_transaction_id_first_is_delivered_whole()
    {
        var stream = await world.OpenShopAsync("Bread");
        await Task.WhenAll(
            CopyTwoAsync(stream, 2),
            Task.WhenAll(Enumerable.Range(0, 30).Select(n => store.AppendAsync(world.By(world.Someone, new StreamAppend(Guid.NewGuid(), "shop", 0, [new ShopCounted(n)]))))));
        await AllDeliveredAsync();
        Assert.Equal(2, delivered.Count(e => e.StreamId == stream && e.Version > 1));
    }

    [Fact]
    public async Task The_mark_waits_for_a_commit_that_drew_its_number_before()
    {
        await using var slow = await world.Database.App.OpenConnectionAsync();
        await using var transaction = await slow.BeginTransactionAsync();
        var stream = Guid.CreateVersion7();
        await AppendAsync(stream, slow, transaction);
        var later = await world.OpenShopAsync("Later");
        store.Wake();

        // a whole number of looks at the log passes, and the later commit must still not have been delivered
        var rounds = await world.ScalarAsync<long>("select pg_current_xact_id()::text::bigint");
        await Until.TrueAsync(async () => await world.ScalarAsync<long>("select pg_current_xact_id()::text::bigint") > rounds + 5, "time passes");
        Assert.DoesNotContain(delivered, e => e.StreamId == later);
        Assert.True(store.HighWater < 1, $"the mark is at {store.HighWater}");

        await transaction.CommitAsync();
        await AllDeliveredAsync();
        Assert.Equal([stream, later], delivered.Select(e => e.StreamId));
    }

    async Task SlowAppendAsync(Guid stream, int pause, bool rollBack)
    {
        await using var connection = await world.Database.App.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await AppendAsync(stream, connection, transaction);
        await connection.RunAsync($"select pg_sleep({pause} / 1000.0)", default, transaction);
        if (rollBack) await transaction.RollbackAsync(); else await transaction.CommitAsync();
    }

    async Task AppendAsync(Guid stream, NpgsqlConnection connection, NpgsqlTransaction transaction)
    {
        await using var command = Command.On(connection, transaction,
            "select events.append($1, $2, 'shop', -1, $3, $4, $5, $6, 'trace', null, 'user', $7)",
            TenantKey.Of(world.Tenant), stream, new[] { Guid.CreateVersion7() }, Command.Texts(["shops.shop_counted"]), Command.Texts(["x, y"]),
            Command.Jsonbs(["""{"number":1}"""]), Command.Jsonb(Headers));
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Two rows with a pause between the numbers; the transaction id comes first, as every bulk writer must do.</summary>
    async Task CopyTwoAsync(Guid stream, long version)
    {
        await using var connection = await world.Database.Owner.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await connection.RunAsync("select pg_current_xact_id()", default, transaction);
        var numbers = new List<long>();
        foreach (var pause in new[] { 40, 40 })
        {
            await using var draw = Command.On(connection, transaction, $"select nextval('events.mt_events_sequence'), pg_sleep({pause} / 1000.0)");
            numbers.Add((long)(await draw.ExecuteScalarAsync())!);
        }
        await using (var copy = await connection.BeginTextImportAsync(
            "copy events.mt_events (seq_id, id, stream_id, version, data, type, tenant_id, mt_dotnet_type, correlation_id, headers, user_name) from stdin"))
            for (var i = 0; i < 2; i++)
                await copy.WriteAsync($"{numbers[i]}\t{Guid.NewGuid()}\t{stream}\t{version + i}\t{{\"number\":7}}\tshops.shop_counted\t{TenantKey.Of(world.Tenant)}\tx, y\ttrace\t{Headers}\tuser\n");
        await connection.RunAsync($"update events.mt_streams set version = version + 2 where id = '{stream}'", default, transaction);
        await transaction.CommitAsync();
        store.Wake();
    }

    const string Headers = """{"by":{"kind":"System","id":"00000000-0000-0000-0000-000000000000","via":"Inside"},"net":{},"about":{}}""";

    /// <summary>Exactly the events that are stored, each once, in the order of their numbers and of their streams.</summary>
    async Task AllDeliveredAsync()
    {
        var stored = new List<long>();
        await foreach (var e in store.EventsAsync(null, 0, long.MaxValue)) stored.Add(e.Sequence);
        await store.WaitForAsync("test.ledger", stored[^1], StoreFixture.Patience);
        Assert.Equal(stored, delivered.Select(e => e.Sequence));
        foreach (var stream in delivered.GroupBy(e => e.StreamId))
            Assert.Equal(Enumerable.Range(1, stream.Count()).Select(n => (long)n), stream.Select(e => e.Version));
    }
}
