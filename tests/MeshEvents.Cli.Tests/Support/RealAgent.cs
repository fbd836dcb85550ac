using System.Diagnostics;
using System.Text.RegularExpressions;

namespace MeshEvents.Cli.Tests.Support;

/// <summary>The built agent as a process of its own, enrolled in the fixture's group; it can be killed and started again on the same state.</summary>
sealed partial class RealAgent : IAsyncDisposable
{
    readonly SignedIn server;
    readonly string state = Directory.CreateTempSubdirectory("mesh-agent-").FullName;
    Process? process;

    RealAgent(SignedIn server) => this.server = server;

    public Guid Device { get; private set; }

    public static async Task<RealAgent> StartAsync(SignedIn server)
    {
        var agent = new RealAgent(server);
        var settings = (await server.Administrator.Get($"/api/groups/{server.Group.Id}/msh").Be(HttpStatusCode.OK)).Text;
        await File.WriteAllTextAsync(Path.Combine(agent.state, "agent.msh"), ServerLine().Replace(settings, $"MeshServer=wss://localhost:{server.Port}/agent.ashx"));
        var before = await agent.OnlineAsync();
        agent.Start();
        await Waiting.Until(async () => (await agent.OnlineAsync()).Except(before).Any(), "the agent to be online");
        agent.Device = (await agent.OnlineAsync()).Except(before).Single();
        return agent;
    }

    public void Start() => process = Process.Start(new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "meshevents-agent.dll"), "run", "--state", state]) { RedirectStandardOutput = true, RedirectStandardError = true })!;

    /// <summary>As the power cut does.</summary>
    public async Task KillAsync()
    {
        if (process is not { HasExited: false }) return;
        process.Kill();
        await process.WaitForExitAsync();
    }

    public Task BackAsync() => Waiting.Until(async () => (await OnlineAsync()).Contains(Device), "the agent to be back");

    async Task<HashSet<Guid>> OnlineAsync() =>
        [.. (await server.Administrator.Get("/api/devices?take=500").Be(HttpStatusCode.OK)).Json.GetProperty("rows").EnumerateArray()
            .Where(d => d.GetProperty("online").GetBoolean() && d.GetProperty("offers").GetArrayLength() > 0).Select(d => d.GetProperty("id").GetGuid())];

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        process?.Dispose();
        Directory.Delete(state, recursive: true);
    }

    [GeneratedRegex(@"MeshServer=\S*")]
    private static partial Regex ServerLine();
}
