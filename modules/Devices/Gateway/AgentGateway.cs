using MeshEvents.Bus;
using MeshEvents.Bus.Http;
using MeshEvents.Contracts.Certificates;
using MeshEvents.Contracts.Devices;
using MeshEvents.Devices.Features;
using MeshEvents.Devices.Presence;
using MeshEvents.Devices.Views;
using MeshEvents.Kernel;
using MeshEvents.Store;
using MeshEvents.Wire.AgentHandshake;
using MeshEvents.Wire.ControlMessages;
using MeshEvents.Wire.MeshIds;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MeshEvents.Devices.Gateway;

/// <summary>
/// <c>/agent.ashx</c>: takes agents in. It waits for the agent's first message, proves itself, checks the agent's proof, finds or enrols the device, and
/// then listens. What it cannot let in it holds, silent, instead of closing: a closed agent comes back at once, and so do ten thousand.
/// </summary>
sealed partial class AgentGateway(
    ICertificates certificates, AgentLimits limits, HeldAgents held, AgentPresence presence, AgentListener listener, CommandSigner signer, ICommandBus bus, EventStore store,
    ReadsFor readsFor, TimeProvider clock, ILogger<AgentGateway> log)
{
    const int EnrolTries = 20;

    public async Task ServeAsync(HttpContext http)
    {
        // an agent sends no Origin: this is a browser
        if (http.Request.Headers.Origin.Count > 0) { http.Response.StatusCode = StatusCodes.Status403Forbidden; return; }
        if (!http.WebSockets.IsWebSocketRequest) { http.Response.StatusCode = StatusCodes.Status426UpgradeRequired; return; }

        var address = Address(http);
        using var place = limits.Enter(address);
        if (place is null)
        {
            held.Count("too many unauthenticated from one address");
            http.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            http.Response.Headers.Connection = "close";      // nor may it keep what it has, silent
            return;
        }
        using var socket = await http.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
        {
            DangerousEnableCompression = false, KeepAliveInterval = TimeSpan.FromSeconds(20), KeepAliveTimeout = TimeSpan.FromSeconds(10),
        });
        await using var connection = new AgentConnection(socket, RequestTenant.Of(http).Id, address);
        using var aborted = http.RequestAborted.Register(() => connection.Close("the connection broke"));
        var sending = connection.SendLoopAsync();
        try
        {
            var handshake = await ShakeHandsAsync(connection, place);
            place.Dispose();
            if (handshake is not null) await (handshake.State is HandshakeState.Proved ? AdmitAsync(connection, handshake) : HoldNamelessAsync(connection, handshake));
        }
        finally
        {
            connection.Close("the connection broke");
            await sending;
        }
    }

    /// <returns>Null when the agent went away or took too long.</returns>
    async Task<ServerHandshake?> ShakeHandsAsync(AgentConnection connection, AgentPlace place)
    {
        var handshake = new ServerHandshake(certificates);
        using var pushed = place.Pushed.Register(() => connection.Close("its address held too many sockets"));
        await using var patience = clock.CreateTimer(_ => connection.Close("it did not authenticate in time"), null, AgentLimits.Patience, Timeout.InfiniteTimeSpan);
        while (handshake.State is HandshakeState.Open)
        {
            if (await connection.ReceiveAsync(AgentConnection.LimitBefore) is not { } message) return null;
            using var buffer = message;
            var bytes = message.Bytes;
            if (AgentMessageReader.IsJson(bytes.Span))
            {
                if (ControlMessageReader.Read(bytes, AgentConnection.LimitBefore, out var json, out _) is Wire.Reading.Done && json is AgentName name) handshake.AgentName = name.Value;
                continue;
            }
            if (AgentMessageReader.Read(bytes.Span, out var read, out var reason) is Wire.Reading.Broken) { connection.Close($"it broke the protocol: {reason}"); held.Count("broken protocol"); return null; }
            if (read is null) continue;
            foreach (var answer in handshake.Feed(read)) connection.Reply(AgentMessageWriter.Write(answer));
        }
        return handshake;
    }

    async Task AdmitAsync(AgentConnection connection, ServerHandshake handshake)
    {
        var info = handshake.Info!;
        connection.NodeId = MeshIdText.ToText(handshake.NodeId);
        var hostName = Clean.Line(handshake.AgentName ?? info.HostName, 64) is { Length: > 0 } name ? name : "(no name)";
        var platform = PlatformOf(info.AgentId);
        var claimed = MeshIdText.ToText(info.MeshId);
        var reads = readsFor.Tenant(connection.Tenant);

        for (var tries = 0; tries < EnrolTries && !connection.Closing.IsCancellationRequested; tries++)
        {
            if (await IdentityAsync(reads, connection.NodeId) is { } known)
            {
                if (known.Retired) { await HoldAsync(connection, hostName, platform, "it was retired", claimed); return; }
                await ListenAsync(connection, known, handshake, hostName);
                return;
            }
            var agent = new Actor(ActorKind.Agent, HeldAgents.IdOf(connection.Tenant, connection.NodeId).Value, hostName, connection.Tenant, Via.Agent, connection.Address);
            var outcome = await bus.InvokeAsync(new EnrollDevice(connection.NodeId, claimed, hostName, platform), agent, connection.Closing);
            // stale: many arrive at once with a limited code; already enrolled: the same agent, twice at once
            if (outcome.Refused is { Code: not ("stale" or "devices.already-enrolled") } no) { await HoldAsync(connection, hostName, platform, no.Sentence, claimed); return; }
        }
        connection.Close("too many devices arrived at once");
    }

    static async Task<AgentIdentity?> IdentityAsync(Reads reads, string nodeId) => (await reads.RowsAsync<AgentIdentity>($"node_id = {nodeId}")).SingleOrDefault();

    async Task ListenAsync(AgentConnection connection, AgentIdentity identity, ServerHandshake handshake, string hostName)
    {
        (connection.Device, connection.Group) = (identity.Id, identity.GroupId);
        connection.Reply(AgentMessageWriter.Write(new AuthConfirm()));
        connection.Signed = handshake.Info!.Capabilities.HasFlag(AgentCapabilities.SignedCommands);
        if (connection.Signed) connection.Reply(signer.Begin(connection, handshake.AgentNonce), text: true);       // first of all: before anybody can see that it is here
        presence.Enter(connection);
        try { await listener.ListenAsync(connection, handshake); }
        finally
        {
            presence.Leave(connection);
            Left(identity.Id.Value, hostName, connection.Reason);
        }
    }

    /// <summary>Known by its key: an administrator sees it and can let it in.</summary>
    async Task HoldAsync(AgentConnection connection, string hostName, Platform platform, string reason, string claimed)
    {
        var (agent, first) = held.Hold(connection, connection.NodeId, hostName, platform, reason, claimed);
        try
        {
            if (first) await RecordAsync(agent);
            await SilenceAsync(connection);
        }
        finally { held.Gone(agent); }
    }

    Task HoldNamelessAsync(AgentConnection connection, ServerHandshake handshake)
    {
        held.Count(handshake.Reason);
        HeldNameless(connection.Address, handshake.Reason);
        return SilenceAsync(connection);
    }

    public const string Released = "it was let in; it connects again";

    /// <summary>Reads and drops what comes, until it goes, or half an hour to an hour has passed.</summary>
    async Task SilenceAsync(AgentConnection connection)
    {
        await using var patience = clock.CreateTimer(_ => connection.Close("it was held long enough"), null, HeldAgents.Patience(), Timeout.InfiniteTimeSpan);
        while (await connection.ReceiveAsync(AgentConnection.LimitBefore) is { } message) message.Dispose();
    }

    async Task RecordAsync(HeldAgent agent)
    {
        var by = new Actor(ActorKind.Agent, agent.Id.Value, agent.HostName, agent.Tenant, Via.Agent, agent.Connection.Address);
        await store.AppendAsync(new(by, Trace.Current(), null, "HoldAgent", About.Nothing, null)
        {
            Appends = [new(agent.Id.Value, "held", -1, [new AgentHeld(agent.NodeId, agent.HostName, agent.Reason, agent.Claimed)])],
        }, CancellationToken.None);
    }

    static Platform PlatformOf(uint agentId) => agentId switch
    {
        1 or 2 or 3 or 4 or 21 or 22 or 34 or 42 or 43 => Platform.Windows,
        11 or 16 or 29 => Platform.MacOs,
        5 or 6 or 7 or 8 or 9 or 10 or 13 or 15 or 18 or 19 or 20 or 24 or 25 or 26 or 27 or 28 or 32 or 33 or 35 or 36 or 40 or 41 or 45 => Platform.Linux,
        _ => Platform.Other,
    };

    static string Address(HttpContext http) => http.Connection.RemoteIpAddress is { } ip ? (ip.IsIPv4MappedToIPv6 ? ip.MapToIPv4() : ip).ToString() : "unknown";

    [LoggerMessage(Level = LogLevel.Information, Message = "Device {Device} ({HostName}) left: {Reason}.")]
    partial void Left(Guid device, string hostName, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "An agent from {Address} is held: {Reason}.")]
    partial void HeldNameless(string address, string reason);
}
