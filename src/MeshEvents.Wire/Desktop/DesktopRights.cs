namespace MeshEvents.Wire.Desktop;

/// <summary>How much a person may do on a screen they may see.</summary>
public enum InputLevel
{
    /// <summary>Look: quality, refresh, pause and the choice of the display reach the device, nothing else (spec/desktop-protocol.md 1, rights).</summary>
    ViewOnly,

    /// <summary>The pointer, and keys that write and move; none that command the system (MeshCentral's right 0x1000).</summary>
    Limited,

    Full,
}

/// <summary>
/// Which packets of the person's side may pass. The server and the agent ask the same question: the server, because an agent may be anybody's;
/// the agent, because it answers for its machine.
/// </summary>
public static class DesktopRights
{
    const uint RemoteControl = 0x8, ViewOnly = 0x100, LimitedInput = 0x1000, NoDesktop = 0x10000, Everything = uint.MaxValue;

    /// <summary>Read from MeshCentral's 32 bits; null: not even the picture. All ones are an administrator's, and mean no restriction.</summary>
    public static InputLevel? Of(uint rights) =>
        rights == Everything ? InputLevel.Full
        : (rights & (RemoteControl | NoDesktop)) != RemoteControl ? null
        : (rights & ViewOnly) != 0 ? InputLevel.ViewOnly
        : (rights & LimitedInput) != 0 ? InputLevel.Limited
        : InputLevel.Full;

    public static bool Passes(InputLevel level, DesktopFrame frame) => level is InputLevel.Full || IsLooking(frame.Command) || level is InputLevel.Limited && IsLimited(frame);

    /// <summary>The person does something: as opposed to packets that a page sends by itself.</summary>
    public static bool IsTouching(DesktopCommand command) =>
        command is DesktopCommand.Key or DesktopCommand.Character or DesktopCommand.Mouse or DesktopCommand.Touch or DesktopCommand.CtrlAltDel;

    static bool IsLooking(DesktopCommand command) => command is DesktopCommand.Compression or DesktopCommand.Refresh or DesktopCommand.Pause
        or DesktopCommand.Displays or DesktopCommand.SetDisplay or DesktopCommand.FrameTimer or DesktopCommand.DisplayInfo;

    static bool IsLimited(DesktopFrame frame) => frame.Command switch
    {
        DesktopCommand.Mouse or DesktopCommand.Touch => true,
        DesktopCommand.Key => frame.Body.Length == 2 && IsPlain(frame.Body[1]),
        DesktopCommand.Character => frame.Body.Length == 3 && (frame.Body[1] != 0 || frame.Body[2] is >= 0x20 and < 0x7F or >= 0xA0 or (byte)'\n'),
        _ => false,
    };

    /// <summary>Keys that write or move the caret, by virtual-key code. CTRL-ALT-DEL and the like have packets of their own.</summary>
    static bool IsPlain(byte key) => key switch
    {
        0x08 or 0x0D or 0x20 => true,                    // Backspace, Enter, space
        0x10 or 0x14 or 0x90 or 0xA0 or 0xA1 => true,    // Shift, Caps Lock, Num Lock: without them no capitals and no digits
        >= 0x21 and <= 0x28 or 0x2D or 0x2E => true,     // Page Up to the arrows, Insert, Delete
        >= 0x30 and <= 0x39 or >= 0x41 and <= 0x5A => true,
        >= 0x60 and <= 0x6F => true,                     // the keypad
        >= 0xBA and <= 0xC0 or >= 0xDB and <= 0xDF or 0xE2 => true,
        _ => false,
    };
}
