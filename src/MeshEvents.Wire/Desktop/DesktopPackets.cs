namespace MeshEvents.Wire.Desktop;

/// <summary>One desktop packet (spec/desktop-protocol.md 1). Coordinates and sizes are pixels of the picture that is sent.</summary>
public abstract record DesktopPacket(DesktopCommand Command);

/// <summary>From the person to the device.</summary>
public abstract record DesktopInput(DesktopCommand Command) : DesktopPacket(Command);

public enum KeyAction : byte
{
    Down = 0,
    Up = 1,
    ExtendedUp = 3,
    ExtendedDown = 4,
}

/// <summary>1: a key by its Windows virtual-key code. Extended: the one of two equal keys that keyboards got later (right Ctrl, the keypad's Enter).</summary>
public sealed record DesktopKey(KeyAction Action, byte VirtualKey) : DesktopInput(DesktopCommand.Key)
{
    public bool Down => Action is KeyAction.Down or KeyAction.ExtendedDown;
    public bool Extended => Action is KeyAction.ExtendedDown or KeyAction.ExtendedUp;
}

/// <summary>85: a character by its UTF-16 code unit, whatever the keyboard's layout.</summary>
public sealed record DesktopCharacter(bool Down, char Unit) : DesktopInput(DesktopCommand.Character);

/// <summary>The button byte of a mouse packet. <see cref="X1Down"/> and the three after it are ours: the side buttons.</summary>
public enum MouseAction : byte
{
    Move = 0x00,
    LeftDown = 0x02,
    LeftUp = 0x04,
    RightDown = 0x08,
    RightUp = 0x10,
    MiddleDown = 0x20,
    MiddleUp = 0x40,
    X1Down = 0x81,
    X1Up = 0x82,
    X2Down = 0x83,
    X2Up = 0x84,
    DoubleClick = 0x88,

    /// <summary>Ours: by so many pixels from where the pointer is; the place is two signed numbers.</summary>
    Relative = 0x90,
}

/// <summary>2: the pointer, with a button that goes down or up, or the wheel (<paramref name="Wheel"/>, 120 for one notch, positive is up).</summary>
public sealed record DesktopMouse(MouseAction Action, ushort X, ushort Y, short Wheel = 0) : DesktopInput(DesktopCommand.Mouse)
{
    /// <summary>Ours, for both numbers of the place: wherever the pointer is. No screen has such a pixel.</summary>
    public const ushort Here = ushort.MaxValue;
}

/// <summary>5: how pictures are made. Quality 1 to 100; scale 1024 is the real size; <paramref name="Timer"/>: milliseconds between two looks at the screen. What is null was not said.</summary>
public sealed record DesktopCompression(byte Type, byte Quality, ushort? Scale = null, ushort? Timer = null) : DesktopInput(DesktopCommand.Compression);

/// <summary>6: send the size and everything again.</summary>
public sealed record DesktopRefresh() : DesktopInput(DesktopCommand.Refresh);

/// <summary>8: stop sending, or go on.</summary>
public sealed record DesktopPause(bool On) : DesktopInput(DesktopCommand.Pause);

public sealed record DesktopCtrlAltDel() : DesktopInput(DesktopCommand.CtrlAltDel);

/// <summary>11: which displays are there?</summary>
public sealed record DesktopAskDisplays() : DesktopInput(DesktopCommand.Displays);

/// <summary>12: show this one; 65535 = all of them.</summary>
public sealed record DesktopSetDisplay(ushort Id) : DesktopInput(DesktopCommand.SetDisplay);

/// <summary>13: milliseconds between two looks at the screen.</summary>
public sealed record DesktopFrameTimer(ushort Milliseconds) : DesktopInput(DesktopCommand.FrameTimer);

/// <summary>82: where are the displays?</summary>
public sealed record DesktopAskDisplayInfo() : DesktopInput(DesktopCommand.DisplayInfo);

/// <summary>87: keep the person at the device from typing (1), let them (0), or say which (2).</summary>
public sealed record DesktopSetInputLock(byte Wish) : DesktopInput(DesktopCommand.InputLock);

/// <summary>From the device to the person.</summary>
public abstract record DesktopOutput(DesktopCommand Command) : DesktopPacket(Command);

/// <summary>3: a JPEG at a place.</summary>
public sealed record DesktopPicture(ushort X, ushort Y, ReadOnlyMemory<byte> Image) : DesktopOutput(DesktopCommand.Picture);

/// <summary>7: the size of the whole picture. What was drawn before is void if it is another one.</summary>
public sealed record DesktopScreen(ushort Width, ushort Height) : DesktopOutput(DesktopCommand.Screen);

/// <summary>11: the displays and the chosen one; <see cref="All"/> = all of them together.</summary>
public sealed record DesktopDisplays(IReadOnlyList<ushort> Ids, ushort Selected) : DesktopOutput(DesktopCommand.Displays)
{
    public const ushort All = ushort.MaxValue;
}

/// <summary>Where a display lies on the whole screen.</summary>
public readonly record struct DisplayPlace(ushort Id, ushort X, ushort Y, ushort Width, ushort Height);

/// <summary>82.</summary>
public sealed record DesktopDisplayInfo(IReadOnlyList<DisplayPlace> Displays) : DesktopOutput(DesktopCommand.DisplayInfo);

[Flags]
public enum KeyLocks : byte
{
    None = 0,
    Num = 1,
    Scroll = 2,
    Caps = 4,
}

/// <summary>18: which locks are on.</summary>
public sealed record DesktopKeyState(KeyLocks Locks) : DesktopOutput(DesktopCommand.KeyState);

/// <summary>17: for the log.</summary>
public sealed record DesktopMessage(string Text) : DesktopOutput(DesktopCommand.Message);

/// <summary>65: to be shown. Text from outside.</summary>
public sealed record DesktopAlert(string Text) : DesktopOutput(DesktopCommand.Alert);

/// <summary>87: the person at the device cannot type.</summary>
public sealed record DesktopInputLock(bool On) : DesktopOutput(DesktopCommand.InputLock);

/// <summary>The shape of the pointer, by the index of packet 88.</summary>
public enum CursorShape : byte
{
    Default = 0, Progress = 1, Crosshair = 2, Pointer = 3, Help = 4, Text = 5, NoDrop = 6, Move = 7, NeswResize = 8, NsResize = 9, NwseResize = 10,
    WResize = 11, Alias = 12, Wait = 13, None = 14, NotAllowed = 15, ColResize = 16, RowResize = 17, Copy = 18, ZoomIn = 19, ZoomOut = 20,
}

/// <summary>88.</summary>
public sealed record DesktopCursor(CursorShape Shape) : DesktopOutput(DesktopCommand.Cursor);
