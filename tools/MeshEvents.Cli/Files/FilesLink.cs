using System.Text.Json;
using System.Text.Json.Nodes;
using MeshEvents.Cli.Server;

namespace MeshEvents.Cli.Files;

/// <summary>The files of one device in one session, over as many tunnels as it takes: one that broke is joined again, for as long as there is hope.</summary>
/// <param name="tell">Told when the connection broke, and when it is there again.</param>
sealed class FilesLink(ServerConnection server, Guid device, string? reason, Action<string> tell) : IAsyncDisposable
{
    /// <summary>From a break, how long it is tried again. A server that was killed is back before; whoever asked knows within a minute.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);

    static readonly TimeSpan pause = TimeSpan.FromMilliseconds(500);

    readonly SemaphoreSlim gate = new(1, 1);
    FilesTunnel? tunnel;
    Guid? session;
    long broke;
    MeshException? lost;

    /// <summary>The tunnel that is open now, or the next one.</summary>
    /// <exception cref="MeshException">There will be none.</exception>
    public async Task<FilesTunnel> TunnelAsync(CancellationToken stop)
    {
        await gate.WaitAsync(stop);
        try
        {
            if (lost is not null) throw lost;
            if (tunnel is { Broken: false }) return tunnel;
            return tunnel = tunnel is null ? await FirstAsync(stop) : await NextAsync(tunnel, stop);
        }
        catch (MeshException e)
        {
            lost = e;
            throw;
        }
        finally { gate.Release(); }
    }

    async Task<FilesTunnel> FirstAsync(CancellationToken stop)
    {
        var pass = await server.JsonAsync(HttpMethod.Post, "api/sessions", new JsonObject { ["deviceId"] = device.ToString(), ["kind"] = "Files", ["reason"] = reason }, stop);
        broke = TimeProvider.System.GetTimestamp();
        try { return await JoinAsync(pass, stop); }
        catch (TunnelCut) { return await AgainAsync(stop); }
    }

    async Task<FilesTunnel> NextAsync(FilesTunnel before, CancellationToken stop)
    {
        // tunnels that break before anything was said count as one break
        if (before.Heard) broke = TimeProvider.System.GetTimestamp();
        await before.DisposeAsync();
        tell("the connection broke; trying again.");
        var next = await AgainAsync(stop);
        tell("connected again.");
        return next;
    }

    async Task<FilesTunnel> AgainAsync(CancellationToken stop)
    {
        while (true)
        {
            string why;
            try { return await JoinAsync(await server.JsonAsync(HttpMethod.Post, $"api/sessions/{session}/tunnels", null, stop), stop); }
            catch (TunnelCut e) { why = e.Message; }
            catch (MeshException e) when (e.Code == Exit.Unreachable || e.Message.Contains("sessions.device-offline", StringComparison.Ordinal)) { why = e.Message; }
            if (TimeProvider.System.GetElapsedTime(broke) > Patience)
                throw new MeshException(Exit.Unreachable, $"The connection broke and did not come back within {Patience.TotalSeconds} seconds: {why}");
            await Task.Delay(pause, stop);
        }
    }

    async Task<FilesTunnel> JoinAsync(JsonElement pass, CancellationToken stop)
    {
        session = pass.GetProperty("sessionId").GetGuid();
        return await FilesTunnel.JoinAsync(server, pass.GetProperty("path").GetString()!, stop);
    }

    public async ValueTask DisposeAsync()
    {
        if (tunnel is null) return;
        await tunnel.CloseAsync();
        await tunnel.DisposeAsync();
    }
}
