using MeshEvents.Bus;
using MeshEvents.Contracts.Devices;
using MeshEvents.Kernel;
using MeshEvents.Server;
using MeshEvents.Store;

namespace MeshEvents.Bench;

/// <summary>The server's store in this process, with the facts and views of all modules, and one tenant's person who acts.</summary>
sealed class World : IAsyncDisposable
{
    readonly Actor person = new(ActorKind.User, Guid.CreateVersion7(), "bench", Guid.CreateVersion7(), Via.Web, "192.0.2.7", Guid.CreateVersion7(), "pwd");
    readonly GroupId group = new(Guid.CreateVersion7());

    World(Database database, EventStore store, Projections views) => (Database, Store, Views) = (database, store, views);

    public Database Database { get; }
    public EventStore Store { get; }
    public Projections Views { get; }
    public Guid Tenant => person.Tenant;

    /// <param name="folder">Where the new key ring goes.</param>
    public static async Task<World> OpenAsync(string connection, string folder)
    {
        var database = await Database.OpenAsync(connection);
        var (facts, _, views, _) = Wiring.Listed(Modules.All(), new ServiceCollection());
        await ViewTables.PrepareAsync(database, views);
        var ring = KeyRing.Create(Path.Combine(Directory.CreateDirectory(folder).FullName, "ring.json"), DateTimeOffset.UtcNow);
        return new(database, new EventStore(database, facts, views, ring, TimeProvider.System), views);
    }

    public Commit Commit(Guid stream, long version, params Fact[] facts) => new(person, Trace.Current(), null, "Bench", new About(stream, group.Value), null)
    {
        Appends = [new(stream, "device", version, facts)],
    };

    /// <summary>A device of its own.</summary>
    public async Task<Guid> EnrollAsync(string name, params Fact[] more)
    {
        var device = Guid.CreateVersion7();
        await Store.AppendAsync(Commit(device, 0, [new DeviceEnrolled(name, group, Platform.Linux, $"node {device}", "by the bench"), .. more]));
        return device;
    }

    public ValueTask DisposeAsync() => Database.DisposeAsync();
}
