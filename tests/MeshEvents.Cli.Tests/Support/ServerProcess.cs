using System.Diagnostics;

namespace MeshEvents.Cli.Tests.Support;

/// <summary>The server as a process of its own on the fixture's data, database and port, so that it can be killed; the fixture's own must be stopped meanwhile.</summary>
sealed class ServerProcess : IAsyncDisposable
{
    readonly SignedIn server;
    Process? process;

    ServerProcess(SignedIn server) => this.server = server;

    public static async Task<ServerProcess> RunningAsync(SignedIn server)
    {
        var made = new ServerProcess(server);
        await made.StartAsync();
        return made;
    }

    public async Task StartAsync()
    {
        var started = Path.Combine(server.DataFolder, ".started");
        File.Delete(started);
        process = Process.Start(new ProcessStartInfo("dotnet",
        [
            "exec", Path.Combine(AppContext.BaseDirectory, "MeshEvents.Server.dll"), "--data", server.DataFolder, "--port", $"{server.Port}", "--postgres", server.ConnectionString, "--fastcert",
            "--console", Path.Combine(server.DataFolder, "console"), "--agents", Path.Combine(server.DataFolder, "agents"), "--started", started,
        ]));
        await Waiting.Until(() => File.Exists(started) || process!.HasExited, "the server to start");
        Assert.False(process!.HasExited, "the server ended at its start");
    }

    /// <summary>As kill -9 does.</summary>
    public async Task KillAsync()
    {
        if (process is not { HasExited: false }) return;
        process.Kill();
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        process?.Dispose();
    }
}
