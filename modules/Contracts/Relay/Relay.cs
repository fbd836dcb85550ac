using MeshEvents.Contracts.Devices;
using MeshEvents.Contracts.Sessions;
using MeshEvents.Kernel;

namespace MeshEvents.Contracts.Relay;

/// <param name="Path">Where on this server the browser's WebSocket goes, its domain's path included; holds a ticket that works once, for 30 s.</param>
/// <param name="Protocol">MeshCentral's protocol number (spec/relay.md 4), the text that starts the session.</param>
/// <param name="Continues">Set when the session takes over the shell of an earlier one.</param>
public sealed record SessionPass(SessionId SessionId, string Path, int Protocol, DateTimeOffset ExpiresAt, SessionId? Continues = null);

/// <summary>The relay's narrow interface: rights to one side of one tunnel, 30 s, single use.</summary>
public interface ITickets
{
    /// <summary>Announces the tunnel: an id that was never announced is refused at the relay.</summary>
    SessionPass ForBrowser(SessionId session, string tunnel, DeviceId device, string nodeId, ChannelKind kind, Actor user, SessionId? continues);

    /// <summary>The path for the device's side, with its ticket.</summary>
    string ForDevice(SessionId session, string tunnel, DeviceId device, string nodeId, ChannelKind kind, Actor user);

    /// <summary>Bytes that the session's open tunnel has passed so far.</summary>
    (long Up, long Down) Passed(SessionId session);
}

/// <summary>End the tunnels of a session now.</summary>
/// <param name="Except">The id of one that stays: the newest.</param>
public sealed record CloseTunnels(SessionId SessionId, string Why, string? Except = null) : Message;
