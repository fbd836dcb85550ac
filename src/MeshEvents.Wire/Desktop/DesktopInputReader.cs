using System.Buffers.Binary;

namespace MeshEvents.Wire.Desktop;

/// <summary>Reads one packet of the person's side (spec/desktop-protocol.md 1.2). Never throws.</summary>
public static class DesktopInputReader
{
    /// <summary>Bytes of one packet that an agent takes; longer ones are broken. The longest it knows has 12.</summary>
    public const int SizeLimit = 64 * 1024;

    /// <summary><see cref="Reading.Unknown"/>: a number that this agent has no use for; it is passed over.</summary>
    public static Reading Read(DesktopFrame frame, out DesktopInput? input)
    {
        var body = frame.Body;
        input = frame.Command switch
        {
            DesktopCommand.Key => Key(body),
            DesktopCommand.Character => body.Length == 3 && body[0] <= 1 ? new DesktopCharacter(body[0] == 0, (char)U16(body[1..])) : null,
            DesktopCommand.Mouse => Mouse(body),
            DesktopCommand.Compression => Compression(body),
            DesktopCommand.Refresh => body.Length == 0 ? new DesktopRefresh() : null,
            DesktopCommand.Pause => body.Length == 1 ? new DesktopPause(body[0] != 0) : null,
            DesktopCommand.CtrlAltDel => body.Length == 0 ? new DesktopCtrlAltDel() : null,
            DesktopCommand.Displays => body.Length == 0 ? new DesktopAskDisplays() : null,
            DesktopCommand.SetDisplay => body.Length == 2 ? new DesktopSetDisplay(U16(body)) : null,
            DesktopCommand.FrameTimer => body.Length == 2 ? new DesktopFrameTimer(U16(body)) : null,
            DesktopCommand.DisplayInfo => body.Length == 0 ? new DesktopAskDisplayInfo() : null,
            DesktopCommand.InputLock => body.Length == 1 && body[0] <= 2 ? new DesktopSetInputLock(body[0]) : null,
            _ => null,
        };
        if (input is not null) return Reading.Done;
        return IsRead(frame.Command) ? Reading.Broken : Reading.Unknown;
    }

    static bool IsRead(DesktopCommand command) => command is DesktopCommand.Key or DesktopCommand.Character or DesktopCommand.Mouse or DesktopCommand.Compression
        or DesktopCommand.Refresh or DesktopCommand.Pause or DesktopCommand.CtrlAltDel or DesktopCommand.Displays or DesktopCommand.SetDisplay or DesktopCommand.FrameTimer
        or DesktopCommand.DisplayInfo or DesktopCommand.InputLock;

    // u8 action | u8 virtual key; any action but "down" and "extended down" is taken for "up", as stock agents do
    static DesktopKey? Key(ReadOnlySpan<byte> body) =>
        body.Length == 2 ? new(body[0] switch { 0 => KeyAction.Down, 4 => KeyAction.ExtendedDown, 3 => KeyAction.ExtendedUp, _ => KeyAction.Up }, body[1]) : null;

    // u8 0 | u8 button | u16 x | u16 y [| i16 wheel]
    static DesktopMouse? Mouse(ReadOnlySpan<byte> body) => body.Length is 6 or 8 && Enum.IsDefined((MouseAction)body[1])
        ? new((MouseAction)body[1], U16(body[2..]), U16(body[4..]), body.Length == 8 ? BinaryPrimitives.ReadInt16BigEndian(body[6..]) : (short)0)
        : null;

    // u8 type | u8 quality [| u16 scale [| u16 timer]]
    static DesktopCompression? Compression(ReadOnlySpan<byte> body) => body.Length is 2 or 4 or 6
        ? new(body[0], body[1], body.Length >= 4 ? U16(body[2..]) : null, body.Length == 6 ? U16(body[4..]) : null)
        : null;

    static ushort U16(ReadOnlySpan<byte> from) => BinaryPrimitives.ReadUInt16BigEndian(from);
}
