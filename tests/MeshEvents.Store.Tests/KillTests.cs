using MeshEvents.Kernel;
using MeshEvents.Server.EmbeddedPostgres;
using MeshEvents.Testing;
using Xunit;

namespace MeshEvents.Store.Tests;

/// <summary>Whatever is killed, and whenever: nothing acknowledged is lost, and every view is what a fresh fold says.</summary>
public sealed class KillTests : IDisposable
{
    public static readonly Guid Tenant = Guid.Parse("00000000-0000-7000-8000-0000000000aa"), Person = Guid.Parse("00000000-0000-7000-8000-0000000000bb");
    readonly string folder = EmbeddedPostgresTests.OpenFolder("mesh-kill-");
    readonly string ring;

    public KillTests() => ring = KeyRing.Create(Path.Combine(folder, "ring.json"), DateTimeOffset.UtcNow).File;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>The sample's views, and a ledger that would refuse a second delivery.</summary>
    public static Projections Views()
    {
        var views = World.Views();
        views.Subscribe("test.ledger", async (page, stop) =>
        {
            foreach (var e in page.Events)
                await Command.On(page.Connection, page.Transaction, "insert into public.ledger (seq, stream, version) values ($1, $2, $3)", e.Sequence, e.StreamId, e.Version).ExecuteNonQueryAsync(stop);
        });
        return views;
    }

    [Fact]
    public async Task A_server_killed_at_any_moment_loses_nothing_it_acknowledged()
    {
        await using var home = await (await PostgresServer.RunningAsync()).NewDatabaseAsync();
        await RunAsync(home.ConnectionString, "create table public.ledger (n bigserial, seq bigint primary key, stream uuid, version bigint)");
        var acknowledged = new List<string>();
        var random = new Random(11);
        for (var round = 0; round < 4; round++)
        {
            using var child = Child.Start([], "live", home.ConnectionString, ring, $"{round}");
            var enough = random.Next(20, 200);
            await Until.TrueAsync(() => child.Lines.Count >= enough, $"round {round} writes {enough} commits");
            await child.KillAsync();
            acknowledged.AddRange(child.Lines);
        }
        await CheckAsync(home.ConnectionString, acknowledged);
    }

    [Fact]
    public async Task A_database_killed_at_any_moment_loses_nothing_it_acknowledged()
    {
        // commits are synchronous here; fsync would only matter if the machine died
        var options = new EmbeddedPostgresOptions(Path.Combine(folder, "data")) { Settings = ["fsync=off"] };
        var postgres = await EmbeddedPostgres.StartAsync(options);
        try
        {
            await using (await Database.OpenAsync(postgres.ConnectionString))
                await RunAsync(postgres.ConnectionString, "create table public.ledger (n bigserial, seq bigint primary key, stream uuid, version bigint)");
            var acknowledged = new List<string>();
            for (var round = 0; round < 3; round++)
            {
                using var child = Child.Start([], "live", postgres.ConnectionString, ring, $"{10 + round}");
                await Until.TrueAsync(() => child.Lines.Count >= 60 * (round + 1), $"round {round} writes");
                System.Diagnostics.Process.GetProcessById(postgres.ProcessId).Kill();
                await child.KillAsync();
                acknowledged.AddRange(child.Lines);
                postgres.Stop();
                postgres = await EmbeddedPostgres.StartAsync(options);
                Assert.False(postgres.Adopted);
            }
            await CheckAsync(postgres.ConnectionString, acknowledged);
        }
        finally
        {
            postgres.Stop();
        }
    }

    async Task CheckAsync(string connection, IReadOnlyList<string> acknowledged)
    {
        Assert.NotEmpty(acknowledged);
        await using var database = await Database.OpenAsync(connection);
        var views = Views();
        var store = new EventStore(database, World.Facts(), views, KeyRing.Read(ring), TimeProvider.System);
        foreach (var line in acknowledged.Select(l => l.Split(' ')).GroupBy(l => l[0]))
        {
            var events = await store.StreamAsync(Tenant, Guid.Parse(line.Key));
            Assert.Equal(Enumerable.Range(1, events.Count).Select(n => (long)n), events.Select(e => e.Version));
            foreach (var told in line) Assert.Equal(long.Parse(told[2]), events[int.Parse(told[1]) - 1].Sequence);
            Assert.All(events, e => Assert.Equal("192.0.2.7", e.By.Address));
        }

        await using var running = await RunningDaemon.StartAsync(store);
        await using var raw = await database.Owner.OpenConnectionAsync();
        var last = await raw.ScalarAsync<long>("select max(seq_id) from events.mt_events", default);
        foreach (var shard in new[] { "shops.ShopRow", "test.ledger" }) await store.WaitForAsync(shard, last, StoreFixture.Patience);
        Assert.True(await raw.ScalarAsync<bool>(
            "select (select array_agg(seq order by n) from public.ledger) = (select array_agg(seq_id order by seq_id) from events.mt_events)", default));

        foreach (var view in views.All)
        {
            var fold = new RowFold(view);
            await foreach (var e in store.EventsAsync(null, 0, last, view.FactTypes)) fold.Apply(e, e.Sequence);
            await raw.RunAsync("create temp table if not exists fresh (tenant_id varchar, id uuid, data jsonb, revision bigint); truncate fresh", default);
            await new ViewRows(view, "fresh").CopyAsync(fold, raw, default);
            Assert.True(await raw.ScalarAsync<long>("select count(*) from fresh", default) > 0);
            Assert.Equal(0L, await raw.ScalarAsync<long>(
                $"select count(*) from fresh f full join {store.Projections.TableOf(view).Qualified} v using (tenant_id, id) where f.data is distinct from v.data", default));
        }
    }

    static async Task RunAsync(string connection, string sql)
    {
        await using var owner = Npgsql.NpgsqlDataSource.Create(connection);
        await using var command = owner.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
