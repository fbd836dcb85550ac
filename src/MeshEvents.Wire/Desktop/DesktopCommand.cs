namespace MeshEvents.Wire.Desktop;

/// <summary>The numbers of desktop packets (spec/desktop-protocol.md 1.1, 1.2). Some mean a question from the user and its answer from the agent.</summary>
public enum DesktopCommand : ushort
{
    Key = 1,
    Mouse = 2,
    Picture = 3,
    Compression = 5,
    Refresh = 6,
    Screen = 7,
    Pause = 8,
    CtrlAltDel = 10,
    Displays = 11,
    SetDisplay = 12,
    FrameTimer = 13,
    InitTouch = 14,
    Touch = 15,
    Message = 17,
    KeyState = 18,
    Jumbo = 27,
    Alert = 65,
    DisplayInfo = 82,
    Character = 85,
    InputLock = 87,
    Cursor = 88,
}
