using System.Buffers.Binary;
using System.Text;

namespace MeshEvents.Agent.Platform.Linux.X11;

/// <summary>
/// A font of the display itself, all of whose characters are equally wide. Every X server has <c>fixed</c>, with the characters of Latin-1; where more fonts are
/// installed, the same one with most alphabets is taken. What it lacks is drawn as its own mark for that.
/// </summary>
sealed record X11Font(uint Id, int Width, int Ascent, int Height)
{
    const int OpenFont = 45, QueryFont = 47, Narrow = 0xFF;
    const int MaxBoundsWidth = 28, MaxByte1 = 50, FontAscent = 52, FontDescent = 54;
    static readonly string[] names = ["-misc-fixed-medium-r-semicondensed--13-*-*-*-c-60-iso10646-1", "fixed"];

    /// <summary>The font has more than Latin-1.</summary>
    public bool Wide { get; private init; }

    /// <exception cref="X11Error">It has none.</exception>
    public static async Task<X11Font> OpenAsync(X11Connection display)
    {
        X11Error? refusal = null;
        foreach (var name in names)
        {
            var (id, text) = (display.NewId(), Encoding.ASCII.GetBytes(name));
            try
            {
                await display.CheckAsync(X11Writer.Request(OpenFont).U32(id).U16(text.Length).U16(0).Bytes(text));
                var reply = await display.AskAsync(X11Writer.Request(QueryFont).U32(id));
                if (reply.Length < FontDescent + 2) continue;
                int I16(int at) => BinaryPrimitives.ReadInt16LittleEndian(reply.AsSpan(at));
                return new(id, Math.Max(1, I16(MaxBoundsWidth)), I16(FontAscent), I16(FontAscent) + I16(FontDescent)) { Wide = reply[MaxByte1] > 0 };
            }
            catch (X11Error e)
            {
                refusal = e;
            }
        }
        throw refusal ?? new X11Error(0, OpenFont);
    }

    /// <summary>Big-endian characters as ImageText16 takes them; controls and what lies beyond 16 bits become question marks.</summary>
    public byte[] Characters(string text)
    {
        var to = new List<byte>(text.Length * 2);
        foreach (var rune in text.EnumerateRunes())
        {
            var unit = rune.Value > char.MaxValue || Rune.IsControl(rune) || !Wide && rune.Value > Narrow ? '?' : rune.Value;
            to.Add((byte)(unit >> 8));
            to.Add((byte)unit);
        }
        return [.. to];
    }
}
