using System.Text.Json;
using MeshEvents.Kernel;
using MeshEvents.Testing;
using Npgsql;

namespace MeshEvents.Store.Tests;

/// <summary>One store on a database of its own, and a tenant in it.</summary>
public sealed class StoreFixture : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    readonly List<string> folders = [];

    StoreFixture(TestDatabase home, Database database) => (Home, Database) = (home, database);

    public TestDatabase Home { get; }
    public Database Database { get; }
    public Guid Tenant { get; } = Guid.CreateVersion7();
    public KeyRing Ring { get; private set; } = null!;
    public EventStore Store { get; private set; } = null!;
    public Projections Views { get; private set; } = null!;

    public Actor Someone => new(ActorKind.User, Guid.Parse("00000000-0000-7000-8000-00000000abcd"), "Ann", Tenant, Via.Web, "192.0.2.7", Guid.NewGuid(), "pwd");

    public static async Task<StoreFixture> NewAsync(Projections? views = null, Facts? facts = null)
    {
        var home = await (await PostgresServer.RunningAsync()).NewDatabaseAsync();
        var fixture = new StoreFixture(home, await Database.OpenAsync(home.ConnectionString));
        fixture.Ring = KeyRing.Create(Path.Combine(fixture.NewFolder(), "ring.json"), DateTimeOffset.UtcNow);
        fixture.Views = views ?? World.Views();
        await ViewTables.PrepareAsync(fixture.Database, fixture.Views);
        fixture.Store = fixture.Again(fixture.Views, facts);
        return fixture;
    }

    /// <summary>Another store on the same database, as after a restart.</summary>
    public EventStore Again(Projections views, Facts? facts = null, KeyRing? ring = null) => new(Database, facts ?? World.Facts(), views, ring ?? Ring, TimeProvider.System);

    public string NewFolder()
    {
        var folder = Directory.CreateTempSubdirectory("mesh-store-").FullName;
        folders.Add(folder);
        return folder;
    }

    public Commit By(Actor actor, params StreamAppend[] appends) =>
        new(actor, $"trace-{Guid.NewGuid():N}", "cause", "TestShop", About.Nothing, null) { Appends = appends };

    public Task<Appended> AppendAsync(Guid stream, long expected, params Fact[] facts) =>
        Store.AppendAsync(By(Someone, new StreamAppend(stream, "shop", expected, facts)));

    public async Task<Guid> OpenShopAsync(string name, Guid? street = null)
    {
        var shop = Guid.CreateVersion7();
        await AppendAsync(shop, 0, new ShopOpened(name, street ?? Guid.Empty));
        return shop;
    }

    public async Task<T?> RowAsync<T>(string table, Guid id, Guid? tenant = null) where T : class =>
        await ScalarAsync<string>($"select data::text from {table} where tenant_id = $1 and id = $2", TenantKey.Of(tenant ?? Tenant), id) is { } json
            ? JsonSerializer.Deserialize<T>(json, Json.Web) : null;

    public async Task<T?> ScalarAsync<T>(string sql, params object[] values)
    {
        await using var connection = await Database.Owner.OpenConnectionAsync();
        return await connection.ScalarAsync<T>(sql, default, values);
    }

    public async Task RunAsync(string sql)
    {
        await using var command = Database.Owner.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        await Home.DisposeAsync();
        foreach (var folder in folders) Directory.Delete(folder, recursive: true);
    }
}
