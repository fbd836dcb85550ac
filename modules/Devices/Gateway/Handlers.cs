using MeshEvents.Bus;
using MeshEvents.Contracts.Certificates;
using MeshEvents.Contracts.Devices;
using MeshEvents.Contracts.Identity;
using MeshEvents.Contracts.Relay;
using MeshEvents.Devices.Presence;
using MeshEvents.Kernel;
using MeshEvents.Wire.AgentHandshake;
using MeshEvents.Wire.ControlMessages;
using MeshEvents.Wire.Relay;

namespace MeshEvents.Devices.Gateway;

/// <summary>Close a device's connection.</summary>
public sealed record DropAgent(DeviceId DeviceId, string Why) : Message;

/// <summary>A held agent was admitted: it connects again, as itself.</summary>
public sealed record ReleaseHeld(HeldId HeldId) : Message;

/// <summary>Asks a device to open its side of a tunnel (spec/agent-commands.md 3.2).</summary>
sealed class OpenChannelHandler(AgentPresence presence, ITickets tickets, IRightsNow rights, ICertificates certificates) : IHandle<OpenChannel>
{
    public async Task HandleAsync(OpenChannel call, Permit permit, CancellationToken stop)
    {
        if (presence.ConnectionOf(call.DeviceId) is not { } agent) return;      // it left; the session's time-out says so
        var path = tickets.ForDevice(call.SessionId, call.Tunnel, call.DeviceId, agent.NodeId, call.Kind, permit.By);
        agent.Command(ControlMessageWriter.Write(new OpenTunnel(
            "*" + path, Protocol(call.Kind), await rights.OnDeviceAsync(permit.By, call.DeviceId, stop), CertificateHashes.CertHash(certificates.Web).ToHex(),
            UserId: permit.By.Id.ToString(), UserName: permit.By.Name, Session: call.SessionId.Value, Continues: call.Continues?.Value, TcpPort: call.Target?.Port, TcpAddress: call.Target?.Host)), permit);
    }

    static int Protocol(ChannelKind kind) => kind switch { ChannelKind.Terminal => 1, ChannelKind.Desktop => 2, ChannelKind.Tcp => RelayProtocol.TcpRelay, _ => 5 };
}

sealed class DropAgentHandler(AgentPresence presence) : IHandle<DropAgent>
{
    public Task HandleAsync(DropAgent drop, Permit permit, CancellationToken stop)
    {
        presence.ConnectionOf(drop.DeviceId)?.Close(drop.Why);
        return Task.CompletedTask;
    }
}

sealed class ReleaseHeldHandler(HeldAgents held) : IHandle<ReleaseHeld>
{
    public Task HandleAsync(ReleaseHeld release, Permit permit, CancellationToken stop)
    {
        held.Find(permit.By.Tenant, release.HeldId)?.Connection.Close(AgentGateway.Released);
        return Task.CompletedTask;
    }
}
