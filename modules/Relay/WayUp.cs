using System.Globalization;
using System.Text;
using MeshEvents.Contracts.Devices;
using MeshEvents.Wire.Relay;

namespace MeshEvents.Relay;

/// <summary>
/// What the person's side sends, looked at on its way: a session is used only for what it was asked for and only as far as the rights go, and what is done by
/// hand keeps their sign-in in use.
/// </summary>
/// <param name="used">Told of each message by which the person does something: all but what a page sends by itself.</param>
sealed class WayUp(Tunnel tunnel, Action used)
{
    readonly DesktopFilter? screen = tunnel.Kind is ChannelKind.Desktop ? new() : null;
    bool begun;

    /// <param name="part">What came; afterwards, what may go on.</param>
    /// <returns>False: the tunnel is at its end.</returns>
    public bool Passes(ref Memory<byte> part, bool text, bool control)
    {
        if (text && !begun && NumberOf(part.Span) is { } number)
        {
            if (!IsOf(tunnel.Kind, number))
            {
                tunnel.Close("It was used for something else than was asked for.");
                return false;
            }
            begun = true;
            return true;
        }
        if (text || screen is null)
        {
            if (!control && begun) used();
            return true;
        }
        if (screen.Pass(part.Span, tunnel.Input) is not { } allowed)
        {
            tunnel.Close("What the person's side sent is no desktop packet.");
            return false;
        }
        if (screen.Touched) used();
        part = allowed;
        return true;
    }

    /// <summary>The kind of session, by which it begins (spec/relay.md 4): what comes before it a page sends by itself, also when it joins again.</summary>
    static int? NumberOf(ReadOnlySpan<byte> text) =>
        text is { Length: > 0 and <= 5 } && int.TryParse(Encoding.ASCII.GetString(text), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    static bool IsOf(ChannelKind kind, int number) => kind switch
    {
        ChannelKind.Terminal => number is RelayProtocol.Terminal or RelayProtocol.PowerShell or RelayProtocol.UserTerminal or RelayProtocol.UserPowerShell,
        ChannelKind.Desktop => number is RelayProtocol.Desktop,
        _ => number is RelayProtocol.Files or RelayProtocol.Download,
    };
}
