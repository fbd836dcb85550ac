using System.Text;
using System.Text.Json;
using MeshEvents.Bus;
using MeshEvents.Contracts.Certificates;
using MeshEvents.Contracts.Devices;
using MeshEvents.Contracts.Identity;
using MeshEvents.Contracts.Relay;
using MeshEvents.Devices.Presence;
using MeshEvents.Devices.Views;
using MeshEvents.Kernel;
using MeshEvents.Store;
using MeshEvents.Wire.AgentHandshake;
using MeshEvents.Wire.ControlMessages;
using MeshEvents.Wire.Relay;

namespace MeshEvents.Devices.Gateway;

/// <summary>Close a device's connection.</summary>
public sealed record DropAgent(DeviceId DeviceId, string Why) : Message;

/// <summary>A held agent was admitted: it connects again, as itself.</summary>
public sealed record ReleaseHeld(HeldId HeldId) : Message;

/// <summary>Asks a device to open its side of a tunnel (spec/agent-commands.md 3.2).</summary>
sealed class OpenChannelHandler(AgentPresence presence, ITickets tickets, IRightsNow rights, ICertificates certificates, ReadsFor reads, CommandSigner signer) : IHandle<OpenChannel>
{
    public async Task HandleAsync(OpenChannel call, Permit permit, CancellationToken stop)
    {
        if (presence.ConnectionOf(call.DeviceId) is not { } agent) return;      // it left; the session's time-out says so
        var path = tickets.ForDevice(call.SessionId, call.Tunnel, call.DeviceId, agent.NodeId, call.Kind, permit.By);
        var tunnel = ControlMessageWriter.Write(new OpenTunnel(
            "*" + path, Protocol(call.Kind), await rights.OnDeviceAsync(permit.By, call.DeviceId, stop), CertificateHashes.CertHash(certificates.Web).ToHex(),
            UserId: permit.By.Id.ToString(), UserName: permit.By.Name, Session: call.SessionId.Value, Continues: call.Continues?.Value,
            Consent: await ConsentInForce.BitsAsync(call.DeviceId, reads.Tenant(permit.By.Tenant)), RealName: permit.By.Name, Options: new(ConsentTimeout: (int)AnswerTime.TotalSeconds), Reason: call.Reason,
            TcpPort: call.Target?.Port, TcpAddress: call.Target?.Host));
        agent.Command(agent.Signed ? signer.Signed(agent, new(Guid.CreateVersion7()), "tunnel", tunnel, permit) : tunnel, permit);
    }

    /// <summary>How long the person at the device may think.</summary>
    static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(30);

    static int Protocol(ChannelKind kind) => kind switch { ChannelKind.Terminal => 1, ChannelKind.Desktop => 2, ChannelKind.Tcp => RelayProtocol.TcpRelay, _ => 5 };
}

/// <summary>Commands to agents that take signed ones; to others nothing is sent, and <see cref="DeviceOffersChanged"/> never named an action of theirs.</summary>
sealed class CommandDeviceHandler(AgentPresence presence, CommandSigner signer) : IHandle<CommandDevice>
{
    public Task HandleAsync(CommandDevice command, Permit permit, CancellationToken stop)
    {
        if (presence.ConnectionOf(command.DeviceId) is { Signed: true } agent)
        {
            agent.Commanded = true;
            agent.Command(signer.Signed(agent, command.CommandId, command.Action, Encoding.UTF8.GetBytes(command.Arguments), permit), permit);
        }
        return Task.CompletedTask;
    }
}

sealed class CancelCommandHandler(AgentPresence presence, CommandSigner signer) : IHandle<CancelCommand>
{
    public Task HandleAsync(CancelCommand cancel, Permit permit, CancellationToken stop)
    {
        if (presence.ConnectionOf(cancel.DeviceId) is { Signed: true } agent)
            agent.Command(signer.Signed(agent, new(Guid.CreateVersion7()), "cancel", JsonSerializer.SerializeToUtf8Bytes(new { id = cancel.CommandId.Value }), permit), permit);
        return Task.CompletedTask;
    }
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
