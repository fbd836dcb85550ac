using MeshEvents.Wire.ControlMessages;
using MeshEvents.Wire.Relay;

namespace MeshEvents.Agent.Channels;

/// <summary>What a tunnel is for, by the names of the policy.</summary>
static class TunnelKinds
{
    public const string Terminal = "terminal", Desktop = "desktop", Files = "files", Tcp = "tcp";

    /// <summary>Null: a kind that this agent does not have.</summary>
    public static string? NameOf(OpenTunnel tunnel) => tunnel.TcpPort is not null ? Tcp : tunnel.Usage switch
    {
        RelayProtocol.Terminal => Terminal,
        RelayProtocol.Desktop => Desktop,
        RelayProtocol.Files => Files,
        _ => null,
    };
}
