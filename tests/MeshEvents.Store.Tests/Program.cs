using MeshEvents.Kernel;
using MeshEvents.Server.EmbeddedPostgres;
using MeshEvents.Store;
using MeshEvents.Store.Tests;
using Microsoft.Extensions.Logging.Abstractions;

// The child process of the kill tests: does its work, tells what is acknowledged, one line each, and is killed.
return args switch
{
    ["live", var connection, var ring, var seed] => await LiveAsync(connection, ring, int.Parse(seed)),
    ["open", var connection] => await OpenAsync(connection),
    ["host", var data] => await HostAsync(data),
    _ => 2,
};

static async Task<int> LiveAsync(string connection, string ring, int seed)
{
    var views = KillTests.Views();
    var store = new EventStore(await Database.OpenAsync(connection), World.Facts(), views, KeyRing.Read(ring), TimeProvider.System);
    using var daemon = new ProjectionDaemon(store, NullLogger<ProjectionDaemon>.Instance);
    await daemon.StartAsync(default);
    await Task.WhenAll(Enumerable.Range(0, 4).Select(writer => WriteAsync(store, seed * 100 + writer)));
    return 0;
}

static async Task WriteAsync(EventStore store, int seed)
{
    var random = new Random(seed);
    var actor = new Actor(ActorKind.User, KillTests.Person, "", KillTests.Tenant, Via.Web, "192.0.2.7");
    while (true)
    {
        var shop = Guid.CreateVersion7();
        var facts = new List<Fact> { new ShopOpened($"{shop}", new Guid(random.Next(1, 4), 0, 0, new byte[8])) };
        for (var version = 0; version < 20; version += facts.Count, facts = [new ShopCounted(random.Next()), new ShopRenamed("", $"{shop} {version}")])
        {
            var appended = await store.AppendAsync(new Commit(actor, "trace", null, null, About.Nothing, null) { Appends = [new(shop, "shop", version, facts)] });
            await Console.Out.WriteLineAsync($"{shop} {appended.Events[^1].Version} {appended.LastSequence}");
        }
    }
}

static async Task<int> OpenAsync(string connection)
{
    await using var database = await Database.OpenAsync(connection);
    return 0;
}

static async Task<int> HostAsync(string data)
{
    var postgres = await EmbeddedPostgres.StartAsync(new(data) { Settings = ["fsync=off"] });
    await Console.Out.WriteLineAsync($"{postgres.ProcessId} {postgres.Adopted}");
    await Console.In.ReadLineAsync();
    postgres.Stop();
    return 0;
}
