using MeshEvents.Contracts.Devices;
using MeshEvents.Wire.Desktop;
using MeshEvents.Wire.Relay;

namespace MeshEvents.Relay;

/// <summary>
/// What the person's side sends, looked at on its way: a session is used only for what it was asked for and only as far as the rights go, and what is done by
/// hand keeps their sign-in in use.
/// </summary>
/// <param name="used">Told of each message by which the person does something: all but what a page sends by itself.</param>
sealed class WayUp(Tunnel tunnel, Action used)
{
    readonly Beginning beginning = new(tunnel.Kind);
    readonly DesktopFilter? screen = tunnel.Kind is ChannelKind.Desktop ? new() : null;

    /// <summary>The session's kind was said; what comes before a page sends by itself, also when it joins again.</summary>
    public bool Begun => beginning.Over;

    /// <param name="part">What came; afterwards, what may go on.</param>
    /// <returns>False: the tunnel is at its end.</returns>
    public bool Passes(ref Memory<byte> part, bool text, bool last, RelayControl? control)
    {
        var begun = Begun;
        if (!beginning.Admits(part.Span, text, last)) return Close("It asked for another kind of session than it was opened for.");
        if (text || screen is null)
        {
            if (control is null && begun) used();      // before anybody can see what it did
            // who may only look puts nothing into the device's clipboard; nor does what is too long or too broken up to be anything else
            if (begun && text && screen is not null && tunnel.Input is InputLevel.ViewOnly && control is null or RelayClipboard) part = default;
            return true;
        }
        if (screen.Pass(part.Span, tunnel.Input) is not { } allowed) return Close("What the person's side sent is no desktop packet.");
        if (screen.Touched) used();
        part = allowed;
        return true;
    }

    bool Close(string why)
    {
        tunnel.Close(why);
        return false;
    }
}
