using MeshEvents.Contracts.Sessions;
using MeshEvents.Kernel;

namespace MeshEvents.Contracts.Devices;

/// <summary>Devices' narrow interface: who is connected now. Memory of the cluster, never the event store.</summary>
public interface IPresence
{
    /// <summary>Null when the device is not connected.</summary>
    Connected? Of(DeviceId device);
    bool IsOnline(DeviceId device) => Of(device) is not null;
}

/// <param name="Resumes">The agent keeps a shell through a broken tunnel.</param>
/// <param name="Obeys">The agent takes signed commands; one that does not is sent none.</param>
public sealed record Connected(DateTimeOffset Since, string Address, bool Resumes, bool Obeys);

/// <summary>Ask a device to open its side of a tunnel. Handled by the gateway that holds its socket, at most once.</summary>
/// <param name="Tunnel">128 random bits in hexadecimal; never the session's id.</param>
/// <param name="Reason">Why the person asks, for the person at the device.</param>
/// <param name="Continues">The session whose shell this one takes over.</param>
public sealed record OpenChannel(DeviceId DeviceId, SessionId SessionId, ChannelKind Kind, string Tunnel, SessionId? Continues = null, string? Reason = null, TcpTarget? Target = null) : Message;
