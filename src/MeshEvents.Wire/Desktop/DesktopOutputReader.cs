using System.Buffers.Binary;
using System.Text;

namespace MeshEvents.Wire.Desktop;

/// <summary>Reads one packet of the device's side (spec/desktop-protocol.md 1.1). Never throws. The picture's bytes are copied; they are not looked into.</summary>
public static class DesktopOutputReader
{
    public const int DisplayLimit = 64, TextLimit = 4096;

    const int PlaceSize = 10;

    public static Reading Read(DesktopFrame frame, out DesktopOutput? output)
    {
        var body = frame.Body;
        var known = true;
        output = frame.Command switch
        {
            DesktopCommand.Picture => body.Length > 4 ? new DesktopPicture(U16(body), U16(body[2..]), body[4..].ToArray()) : null,
            DesktopCommand.Screen => body.Length == 4 ? new DesktopScreen(U16(body), U16(body[2..])) : null,
            DesktopCommand.Displays => Displays(body),
            DesktopCommand.DisplayInfo => Places(body),
            DesktopCommand.KeyState => body.Length == 1 ? new DesktopKeyState((KeyLocks)(body[0] & 7)) : null,
            DesktopCommand.Message => body.Length <= TextLimit ? new DesktopMessage(Encoding.UTF8.GetString(body)) : null,
            DesktopCommand.Alert => body.Length <= TextLimit ? new DesktopAlert(Encoding.UTF8.GetString(body)) : null,
            DesktopCommand.InputLock => body.Length == 1 ? new DesktopInputLock(body[0] != 0) : null,
            DesktopCommand.Cursor => body.Length == 1 ? new DesktopCursor(Enum.IsDefined((CursorShape)body[0]) ? (CursorShape)body[0] : CursorShape.Default) : null,
            _ => Other(out known),
        };
        if (output is not null) return Reading.Done;
        return known ? Reading.Broken : Reading.Unknown;
    }

    static DesktopOutput? Other(out bool known)
    {
        known = false;
        return null;
    }

    // u16 count | count x u16 id | u16 selected
    static DesktopDisplays? Displays(ReadOnlySpan<byte> body)
    {
        if (body.Length < 4 || U16(body) is var count && (count > DisplayLimit || body.Length != 4 + 2 * count)) return null;
        var ids = new ushort[U16(body)];
        for (var i = 0; i < ids.Length; i++) ids[i] = U16(body[(2 + 2 * i)..]);
        return new(ids, U16(body[^2..]));
    }

    // n x (u16 id | u16 x | u16 y | u16 width | u16 height)
    static DesktopDisplayInfo? Places(ReadOnlySpan<byte> body)
    {
        if (body.Length % PlaceSize != 0 || body.Length / PlaceSize > DisplayLimit) return null;
        var places = new DisplayPlace[body.Length / PlaceSize];
        for (var i = 0; i < places.Length; i++)
        {
            var at = body[(PlaceSize * i)..];
            places[i] = new(U16(at), U16(at[2..]), U16(at[4..]), U16(at[6..]), U16(at[8..]));
        }
        return new(places);
    }

    static ushort U16(ReadOnlySpan<byte> from) => BinaryPrimitives.ReadUInt16BigEndian(from);
}
