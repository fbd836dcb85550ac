using MeshEvents.Wire.Relay;

namespace MeshEvents.Agent.Channels;

/// <summary>What a tunnel is for, by the names of the policy.</summary>
static class TunnelKinds
{
    public const string Terminal = "terminal", Desktop = "desktop", Files = "files";

    /// <summary>Null: a kind that this agent does not have.</summary>
    public static string? NameOf(int protocol) => protocol switch
    {
        RelayProtocol.Terminal => Terminal,
        RelayProtocol.Desktop => Desktop,
        RelayProtocol.Files => Files,
        _ => null,
    };
}
