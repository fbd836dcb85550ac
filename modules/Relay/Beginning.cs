using MeshEvents.Contracts.Devices;
using MeshEvents.Wire.Relay;

namespace MeshEvents.Relay;

/// <summary>
/// What a person's side says before a session runs (spec/relay.md 4): options, and the number of the protocol. A right to one kind of session opens no other, so that
/// what the history says was asked for is what it was.
/// </summary>
sealed class Beginning(ChannelKind kind)
{
    readonly MemoryStream message = new();

    /// <summary>The number was sent. A TCP session has none: it is the stream's bytes from the first on (spec/relay.md 4).</summary>
    public bool Over { get; private set; } = kind is ChannelKind.Tcp;

    /// <summary>Looks at a piece before it is passed on, however messages are cut.</summary>
    /// <returns>False when the tunnel is to be closed: the number of another kind of session, or a message without end.</returns>
    public bool Admits(ReadOnlySpan<byte> piece, bool text, bool last)
    {
        if (Over || !text) return true;
        if (message.Length + piece.Length > RelayControlReader.SizeLimit) return false;         // nor does the agent take more here
        message.Write(piece);
        if (!last) return true;
        var whole = message.GetBuffer().AsSpan(0, (int)message.Length);
        message.SetLength(0);
        if (whole.IsEmpty || whole.ContainsAnyExceptInRange((byte)'0', (byte)'9')) return true;
        Over = true;
        return int.TryParse(whole, out var protocol) && kind switch
        {
            ChannelKind.Terminal => protocol is RelayProtocol.Terminal or RelayProtocol.PowerShell or RelayProtocol.UserTerminal or RelayProtocol.UserPowerShell,
            ChannelKind.Desktop => protocol is RelayProtocol.Desktop,
            _ => protocol is RelayProtocol.Files,
        };
    }
}
