using MeshEvents.Agent.Platform.Desktop;
using MeshEvents.Wire.Desktop;

namespace MeshEvents.Agent.Channels.Desktop;

/// <summary>What a person does on the screen: packets become keys and buttons. Places count from the corner of what they see.</summary>
/// <param name="notices">What the person at the machine is asked is answered by nobody else, and what they are shown is pressed by nobody else.</param>
sealed class DesktopHand(IScreenInput input, Func<PixelArea> view, INotices notices)
{
    const int Notch = 120;
    const byte Ctrl = 0x11, Alt = 0x12, Delete = 0x2E;

    int wheel;
    char high;

    public async ValueTask DoAsync(DesktopInput packet)
    {
        if (notices.IsAsking && IsPress(packet)) return;
        switch (packet)
        {
            case DesktopKey key: await input.KeyAsync(key.VirtualKey, key.Extended, key.Down); break;
            case DesktopCharacter { Down: true } character: await TypeAsync(character.Unit); break;
            case DesktopMouse mouse: await PointAsync(mouse); break;
            case DesktopCtrlAltDel: await CtrlAltDelAsync(); break;
        }
    }

    /// <summary>Letting go is always allowed: else something stayed pressed.</summary>
    static bool IsPress(DesktopInput packet) => packet switch
    {
        DesktopKey key => key.Down,
        DesktopMouse mouse => mouse.Action is not (MouseAction.Move or MouseAction.Relative or MouseAction.LeftUp or MouseAction.RightUp or MouseAction.MiddleUp or MouseAction.X1Up or MouseAction.X2Up),
        DesktopCharacter or DesktopCtrlAltDel => true,
        _ => false,
    };

    /// <summary>Nothing stays pressed when the person leaves.</summary>
    public ValueTask ReleaseAsync() => input.ReleaseAsync();

    async ValueTask TypeAsync(char unit)
    {
        if (char.IsHighSurrogate(unit))
        {
            high = unit;
            return;
        }
        var whole = char.IsLowSurrogate(unit) ? high != 0 ? char.ConvertToUtf32(high, unit) : 0 : unit;
        high = '\0';
        if (whole != 0) await input.TypeAsync(whole);
    }

    async ValueTask PointAsync(DesktopMouse mouse)
    {
        if (mouse.Action is MouseAction.Relative)
        {
            await input.MoveAsync((short)mouse.X, (short)mouse.Y);
            return;
        }
        var (x, y) = await PlaceAsync(mouse);
        if (IsPress(mouse) && notices.IsTheirs(x, y)) return;
        if (mouse.Wheel != 0)
        {
            wheel += mouse.Wheel;
            if (wheel / Notch is not 0 and var notches) await input.WheelAsync(notches);
            wheel %= Notch;
        }
        switch (mouse.Action)
        {
            case MouseAction.LeftDown: await input.ButtonAsync(PointerButton.Left, true); break;
            case MouseAction.LeftUp: await input.ButtonAsync(PointerButton.Left, false); break;
            case MouseAction.RightDown: await input.ButtonAsync(PointerButton.Right, true); break;
            case MouseAction.RightUp: await input.ButtonAsync(PointerButton.Right, false); break;
            case MouseAction.MiddleDown: await input.ButtonAsync(PointerButton.Middle, true); break;
            case MouseAction.MiddleUp: await input.ButtonAsync(PointerButton.Middle, false); break;
            case MouseAction.X1Down: await input.ButtonAsync(PointerButton.Back, true); break;
            case MouseAction.X1Up: await input.ButtonAsync(PointerButton.Back, false); break;
            case MouseAction.X2Down: await input.ButtonAsync(PointerButton.Forward, true); break;
            case MouseAction.X2Up: await input.ButtonAsync(PointerButton.Forward, false); break;
            case MouseAction.DoubleClick: await DoubleClickAsync(); break;
        }
    }

    /// <summary>Where it is done, and where the pointer is by then.</summary>
    async ValueTask<(int X, int Y)> PlaceAsync(DesktopMouse mouse)
    {
        if (mouse is { X: DesktopMouse.Here, Y: DesktopMouse.Here }) return await input.WhereAsync();
        var area = view();
        var (x, y) = (Math.Min(area.X + mouse.X, area.Right - 1), Math.Min(area.Y + mouse.Y, area.Bottom - 1));
        await input.PointAsync(x, y);
        return (x, y);
    }

    async ValueTask DoubleClickAsync()
    {
        for (var click = 0; click < 2; click++)
        {
            await input.ButtonAsync(PointerButton.Left, true);
            await input.ButtonAsync(PointerButton.Left, false);
        }
    }

    async ValueTask CtrlAltDelAsync()
    {
        byte[] keys = [Ctrl, Alt, Delete];
        foreach (var key in keys) await input.KeyAsync(key, extended: key == Delete, down: true);
        foreach (var key in keys.Reverse()) await input.KeyAsync(key, extended: key == Delete, down: false);
    }
}
