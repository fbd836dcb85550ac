using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace MeshEvents.Bench;

/// <summary>The real server as a process of its own, as it is installed: HTTPS on a port of its own, its database in the bed.</summary>
sealed partial class ServerProcess : IAsyncDisposable
{
    readonly Bed bed;
    readonly string name, connection;
    readonly string[] more;
    Child child;

    ServerProcess(Bed bed, string name, string connection, int port, string[] more)
    {
        (this.bed, this.name, this.connection, Port, this.more) = (bed, name, connection, port, more);
        child = Spawn();
    }

    public int Port { get; }
    public int Id => child.Id;
    public string Connection => connection;
    public Uri Address => new($"https://localhost:{Port}");

    static string Program => Path.Combine(Environment.GetEnvironmentVariable("MESHEVENTS_OUT") ?? throw new BenchException("MESHEVENTS_OUT is not set: start it by tools/bench."), "server", "MeshEvents.Server");

    public static async Task<ServerProcess> StartAsync(Bed bed, string name, params string[] more)
    {
        var server = new ServerProcess(bed, name, await bed.NewDatabaseAsync(name), Machine.FreePort(), more);
        await server.StartedAsync();
        return server;
    }

    /// <summary>The first administrator, signed in.</summary>
    public async Task<Person> SetUpAsync()
    {
        var code = "";
        await child.UntilAsync(() => Task.FromResult((code = Link().Match(child.Said).Groups[1].Value).Length > 0), "the set-up link");
        return await Person.SetUpAsync(Address, code);
    }

    Child Spawn()
    {
        File.Delete(bed.Place(name + ".started"));
        return Child.Start(Program, ["--data", bed.Place(name), "--port", Port.ToString(CultureInfo.InvariantCulture), "--started", bed.Place(name + ".started"), .. more], ("MESHEVENTS__SETTINGS__POSTGRES", connection));
    }

    Task StartedAsync() => child.UntilAsync(() => Task.FromResult(File.Exists(bed.Place(name + ".started"))), $"the server {name} starts");

    public Task KillAsync() => child.KillAsync();

    /// <summary>Starts it again on the same data. Returns at once: whoever measures waits for what they measure.</summary>
    public void Respawn() => child = Spawn();

    public async Task RestartAsync()
    {
        await KillAsync();
        Respawn();
        await StartedAsync();
    }

    public ValueTask DisposeAsync() => child.DisposeAsync();

    [GeneratedRegex(@"/setup#(\S+)")]
    private static partial Regex Link();
}
