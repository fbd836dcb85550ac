using MeshEvents.Kernel;
using MeshEvents.Store;
using MeshEvents.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace MeshEvents.Bus.Tests;

/// <summary>The bus with one small module on a database of its own. It can be stopped hard and started again, as after a crash.</summary>
public sealed class BusFixture : IAsyncDisposable
{
    readonly TestDatabase home;
    readonly string folder = Directory.CreateTempSubdirectory("mesh-bus-").FullName;
    readonly KeyRing ring;
    IHost? host;

    BusFixture(TestDatabase home, Database database)
    {
        (this.home, Database) = (home, database);
        ring = KeyRing.Create(Path.Combine(folder, "ring.json"), DateTimeOffset.UtcNow);
    }

    public Database Database { get; }
    public ManualClock Clock { get; } = new();
    public Guid Tenant { get; } = Guid.CreateVersion7();
    public Actor Mira => Story.Mira with { Tenant = Tenant };
    public Ledger Ledger => Get<Ledger>();
    public ICommandBus Bus => Get<ICommandBus>();

    public T Get<T>() where T : notnull => host!.Services.GetRequiredService<T>();

    /// <param name="started">Without it nothing polls, works or reacts: the process that died right after its commit.</param>
    public static async Task<BusFixture> NewAsync(bool started = true)
    {
        var home = await (await PostgresServer.RunningAsync()).NewDatabaseAsync();
        var fixture = new BusFixture(home, await Database.OpenAsync(home.ConnectionString));
        fixture.host = fixture.Build();
        await ViewTables.PrepareAsync(fixture.Database, fixture.Get<Projections>());
        if (started) await fixture.host.StartAsync();
        return fixture;
    }

    /// <summary>Another process on the same data.</summary>
    public async Task AgainAsync()
    {
        await StopAsync();
        host = Build();
        await host.StartAsync();
    }

    IHost Build()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddLogging();
        builder.Services.AddSingleton<TimeProvider>(Clock).AddSingleton(Database).AddSingleton(ring);
        builder.Services.AddSingleton(s => new EventStore(Database, s.GetRequiredService<Facts>(), s.GetRequiredService<Projections>(), ring, TimeProvider.System));
        builder.Services.AddModules([new JarModule()]);
        builder.Services.AddSingleton<ProjectionDaemon>().AddHostedService(s => s.GetRequiredService<ProjectionDaemon>());
        var made = builder.Build();
        made.Services.GetRequiredService<Reactions>().Subscribe(made.Services.GetRequiredService<Projections>());
        return made;
    }

    public async Task<Outcome> FillAsync(JarId jar, string with)
    {
        var outcome = await Bus.InvokeAsync(new Fill(jar, with), Mira);
        return outcome.Refused is null ? outcome : throw new InvalidOperationException(outcome.Refused.Sentence);
    }

    public async Task<long> CountAsync(string sql)
    {
        await using var command = Database.Owner.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    async Task StopAsync()
    {
        if (host is null) return;
        await host.StopAsync();
        host.Dispose();
        host = null;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await Database.DisposeAsync();
        await home.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
