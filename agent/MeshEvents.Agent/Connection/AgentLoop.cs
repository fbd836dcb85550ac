using System.Net.WebSockets;
using System.Runtime.InteropServices;
using System.Security.Authentication;
using MeshEvents.Agent.Actions;
using MeshEvents.Agent.Inventory;
using MeshEvents.Agent.Platform;
using MeshEvents.Agent.State;
using MeshEvents.Wire.AgentHandshake;
using MeshEvents.Wire.ControlMessages;

namespace MeshEvents.Agent.Connection;

/// <summary>Keeps the agent connected: dial, run, wait, dial again, for as long as it lives.</summary>
sealed class AgentLoop(IMachine machine, StateFolder folder, string settingsPath, AgentOffers offers, CommandGate gate, AgentLog log, TimeProvider time, Random random)
{
    readonly Backoff backoff = new(random);
    readonly KnownServers known = KnownServers.Load(folder);

    /// <summary>Returns when <paramref name="stop"/> is cancelled.</summary>
    public async Task RunAsync(AgentIdentity identity, CancellationToken stop)
    {
        var next = random.Next(int.MaxValue / 2);
        while (!stop.IsCancellationRequested)
        {
            await ConnectOnceAsync(identity, next++, stop);
            if (stop.IsCancellationRequested) return;
            var delay = backoff.Next();
            log.Say($"Next attempt in {delay.TotalSeconds:0.0} s.");
            await Task.Delay(delay, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    async Task ConnectOnceAsync(AgentIdentity identity, int turn, CancellationToken stop)
    {
        try
        {
            var settings = AgentSettings.Load(settingsPath);          // anew each time: an administrator may have replaced it
            var server = settings.Servers[turn % settings.Servers.Count];
            await using var socket = await ServerSocket.ConnectAsync(server.Address, trusts: _ => true, time, stop);

            var hello = Hello(settings);
            var handshake = new Handshake(identity, hello, server.ServerId, socket.WebCertHash, known.Knows(server.ServerId, socket.WebCertHash));
            var channel = new ControlChannel(socket, handshake, hello, new InventoryReporter(machine, offers, time), gate, server.ServerId, log, time);
            try
            {
                await channel.RunAsync(Authenticated);
                log.Say(stop.IsCancellationRequested ? "Stopping." : "The connection was closed.");
            }
            catch (MessageTooLong e)
            {
                log.Say(e.Message);
                socket.Stop(WebSocketCloseStatus.MessageTooBig);
            }

            void Authenticated()
            {
                backoff.Reset();
                known.Remember(server.ServerId, socket.WebCertHash);
                log.Say($"Connected to {server.Address.Authority}.");
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            log.Say("Stopping.");
        }
        catch (Exception e) when (e is WebSocketException or IOException or UnauthorizedAccessException or AgentRefusal or AuthenticationException)
        {
            log.Say(e is WebSocketException ? $"No connection: {e.GetBaseException().Message}" : e.Message);
        }
    }

    AgentHello Hello(AgentSettings settings) => new(
        new AuthInfo(
            machine.AgentId,
            AgentVersion: 0,
            (PlatformType)machine.PlatformType,
            settings.MeshId,
            OldMeshId: false,
            offers.Capabilities(),
            Environment.MachineName),
        BuildDate: $"MeshEvents {AgentVersion.Text}",
        HostInfo: $"{machine.OsDescription} - {RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}",
        settings.AgentName);
}
