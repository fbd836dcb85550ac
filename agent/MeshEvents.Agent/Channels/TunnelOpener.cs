using System.Collections.Concurrent;
using System.Net.WebSockets;
using MeshEvents.Agent.Channels.Consent;
using MeshEvents.Agent.Channels.Desktop;
using MeshEvents.Agent.Channels.Files;
using MeshEvents.Agent.Channels.Tcp;
using MeshEvents.Agent.Channels.Terminal;
using MeshEvents.Agent.Connection;
using MeshEvents.Wire;
using MeshEvents.Wire.ControlMessages;
using MeshEvents.Wire.Relay;

namespace MeshEvents.Agent.Channels;

/// <summary>
/// Opens relay connections when the server says so, to this server alone and with the same web certificate as the control channel,
/// or the one the server names (spec/agent-commands.md 4.2). A tunnel lives on when the control channel is lost.
/// </summary>
public sealed class TunnelOpener(TerminalSessions terminals, DeviceFiles files, SharedScreen screen, TcpPolicy ports, ConsentGate gate, AgentLog log, TimeProvider time, CancellationToken stop)
{
    /// <summary>Tunnels at once; a request beyond is left unanswered, the relay gives it up after its own time.</summary>
    public const int Limit = 64;

    readonly ConcurrentDictionary<Task, bool> running = new();

    public int Running => running.Count;

    /// <summary>Starts to open a tunnel and returns at once.</summary>
    public void Start(OpenTunnel request, ServerSocket control)
    {
        if (running.Count >= Limit)
        {
            log.Say($"A tunnel was refused: {Limit} are open.");
            return;
        }
        if (!RelayUrl.TryResolve(control.Address, request.Value, out var address))
        {
            log.Say("A tunnel was refused: its address is not at our own server.");
            return;
        }

        var tunnel = RunAsync(request, address!, control.WebCertHash);
        running[tunnel] = true;
        tunnel.ContinueWith(ended => running.TryRemove(ended, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <summary>Waits for all tunnels, after the agent was told to stop.</summary>
    public Task DrainAsync() => Task.WhenAll(running.Keys);

    async Task RunAsync(OpenTunnel request, Uri address, Bytes48 webCertHash)
    {
        await Task.Yield();
        var named = Bytes48.TryFromHex(request.ServerTlsHash, out var hash) ? hash : webCertHash;
        try
        {
            await using var socket = await ServerSocket.ConnectAsync(address, trusts: seen => seen == webCertHash || seen == named, time, stop);
            await new Tunnel(socket, request, terminals, files, screen, ports, gate, time).RunAsync();
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return;
        }
        catch (Exception e) when (e is WebSocketException or IOException or MessageTooLong)
        {
            log.Say($"A tunnel broke: {e.Message}");
        }
    }
}
