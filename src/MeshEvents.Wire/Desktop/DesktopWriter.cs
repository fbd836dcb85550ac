using System.Buffers.Binary;
using System.Text;

namespace MeshEvents.Wire.Desktop;

/// <summary>Writes desktop packets of both sides (spec/desktop-protocol.md 1), one packet a message.</summary>
public static class DesktopWriter
{
    /// <summary>Bytes before the JPEG of a picture: the longer form, with a jumbo head.</summary>
    public const int PictureHead = DesktopFrames.JumboHead + DesktopFrames.Head + 4;

    public static byte[] Write(DesktopPacket packet)
    {
        if (packet is DesktopPicture picture) return Picture(picture.X, picture.Y, picture.Image.Span);
        Span<byte> body = stackalloc byte[2 + 10 * DesktopOutputReader.DisplayLimit];
        return packet switch
        {
            DesktopMessage m => Framed(m.Command, Text(m.Text)),
            DesktopAlert a => Framed(a.Command, Text(a.Text)),
            _ => Framed(packet.Command, body[..Body(packet, body)]),
        };
    }

    /// <summary>3, as a jumbo when its size does not fit 16 bits.</summary>
    public static byte[] Picture(ushort x, ushort y, ReadOnlySpan<byte> image)
    {
        var inner = DesktopFrames.Head + 4 + image.Length;
        var jumbo = inner > DesktopFrames.NormalLimit;
        var to = new byte[inner + (jumbo ? DesktopFrames.JumboHead : 0)];
        var at = to.AsSpan();
        if (jumbo)
        {
            Numbers(at, (ushort)DesktopCommand.Jumbo, DesktopFrames.JumboHead);
            BinaryPrimitives.WriteUInt32BigEndian(at[4..], (uint)inner);
            at = at[DesktopFrames.JumboHead..];
        }
        Numbers(at, (ushort)DesktopCommand.Picture, jumbo ? (ushort)0 : (ushort)inner, x, y);
        image.CopyTo(at[8..]);
        return to;
    }

    static byte[] Framed(DesktopCommand command, ReadOnlySpan<byte> body)
    {
        var to = new byte[DesktopFrames.Head + body.Length];
        Numbers(to, (ushort)command, (ushort)to.Length);
        body.CopyTo(to.AsSpan(DesktopFrames.Head));
        return to;
    }

    static byte[] Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return bytes.Length <= DesktopOutputReader.TextLimit ? bytes : bytes[..DesktopOutputReader.TextLimit];
    }

    /// <returns>Bytes of the body.</returns>
    static int Body(DesktopPacket packet, Span<byte> to)
    {
        switch (packet)
        {
            case DesktopKey k: return Bytes(to, (byte)k.Action, k.VirtualKey);
            case DesktopCharacter c: return Bytes(to, (byte)(c.Down ? 0 : 1), (byte)(c.Unit >> 8), (byte)c.Unit);
            case DesktopMouse { Wheel: 0 } m: return Bytes(to, 0, (byte)m.Action) + Numbers(to[2..], m.X, m.Y);
            case DesktopMouse m: return Bytes(to, 0, (byte)m.Action) + Numbers(to[2..], m.X, m.Y, (ushort)m.Wheel);
            case DesktopCompression { Scale: null } c: return Bytes(to, c.Type, c.Quality);
            case DesktopCompression { Timer: null } c: return Bytes(to, c.Type, c.Quality) + Numbers(to[2..], c.Scale.Value);
            case DesktopCompression c: return Bytes(to, c.Type, c.Quality) + Numbers(to[2..], c.Scale.Value, c.Timer.Value);
            case DesktopPause p: return Bytes(to, (byte)(p.On ? 1 : 0));
            case DesktopSetDisplay d: return Numbers(to, d.Id);
            case DesktopFrameTimer t: return Numbers(to, t.Milliseconds);
            case DesktopSetInputLock l: return Bytes(to, l.Wish);
            case DesktopScreen s: return Numbers(to, s.Width, s.Height);
            case DesktopDisplays d: return Numbers(to, [(ushort)d.Ids.Count, .. d.Ids, d.Selected]);
            case DesktopDisplayInfo i: return Numbers(to, [.. i.Displays.SelectMany(d => (ushort[])[d.Id, d.X, d.Y, d.Width, d.Height])]);
            case DesktopKeyState s: return Bytes(to, (byte)s.Locks);
            case DesktopInputLock l: return Bytes(to, (byte)(l.On ? 1 : 0));
            case DesktopCursor c: return Bytes(to, (byte)c.Shape);
            case DesktopRefresh or DesktopCtrlAltDel or DesktopAskDisplays or DesktopAskDisplayInfo: return 0;
            default: throw new ArgumentException($"{packet.GetType().Name} has no form on the wire.", nameof(packet));
        }
    }

    static int Bytes(Span<byte> to, params ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(to);
        return bytes.Length;
    }

    static int Numbers(Span<byte> to, params ReadOnlySpan<ushort> numbers)
    {
        for (var i = 0; i < numbers.Length; i++) BinaryPrimitives.WriteUInt16BigEndian(to[(2 * i)..], numbers[i]);
        return 2 * numbers.Length;
    }
}
