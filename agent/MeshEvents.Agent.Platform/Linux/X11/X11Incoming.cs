using System.Buffers.Binary;
using System.Text;

namespace MeshEvents.Agent.Platform.Linux.X11;

/// <summary>Names that the clipboard's rules use, as the numbers of one display.</summary>
sealed record X11ClipboardAtoms(uint Clipboard, uint Utf8, uint Targets, uint Incremental, uint PlainUtf8, uint Plain, uint[] Properties)
{
    /// <summary>Numbers that are the same everywhere (X Window System Protocol, "Predefined Atoms").</summary>
    public const uint Atom = 4, Latin1 = 31;

    public static async Task<X11ClipboardAtoms> AskAsync(Func<string, Task<uint>> atom) => new(await atom("CLIPBOARD"), await atom("UTF8_STRING"), await atom("TARGETS"), await atom("INCR"),
        await atom("text/plain;charset=utf-8"), await atom("text/plain"), [await atom("MESHEVENTS_CLIPBOARD_0"), await atom("MESHEVENTS_CLIPBOARD_1"), await atom("MESHEVENTS_CLIPBOARD_2"), await atom("MESHEVENTS_CLIPBOARD_3")]);
}

/// <summary>A property of a window as the display told it.</summary>
/// <param name="Rest">Bytes that were not asked for.</param>
readonly record struct X11Property(uint Type, ReadOnlyMemory<byte> Value, uint Rest)
{
    // u8 1 | u8 format | u16 | u32 length | u32 type | u32 bytes after | u32 units of the value | 12 | value
    public static X11Property Read(byte[] reply)
    {
        if (reply.Length < 32) return default;
        var units = BinaryPrimitives.ReadUInt32LittleEndian(reply.AsSpan(16));
        var bytes = Math.Min(units * (long)(reply[1] / 8), reply.Length - 32);
        return new(BinaryPrimitives.ReadUInt32LittleEndian(reply.AsSpan(8)), reply.AsMemory(32, (int)bytes), BinaryPrimitives.ReadUInt32LittleEndian(reply.AsSpan(12)));
    }
}

/// <summary>A text that comes out of a clipboard, at once or in pieces, up to a limit.</summary>
/// <param name="limit">UTF-16 units.</param>
/// <param name="property">Where the owner puts it: another one for each question in turn, so that the answer to an old one is not taken for the newest's.</param>
/// <param name="time">Of the question, by the display's clock.</param>
sealed class X11Incoming(int limit, uint property, uint time)
{
    const int MostBytesPerUnit = 3;

    readonly MemoryStream bytes = new();

    public enum State { More, Done, Dropped }

    public uint Property => property;

    public uint Time => time;

    /// <summary>It comes in pieces; an empty one is the last.</summary>
    public bool Pieces { get; private set; }

    public int MostBytes => limit * MostBytesPerUnit;

    public string Text { get; private set; } = "";

    public State Take(X11Property piece, X11ClipboardAtoms atoms)
    {
        if (!Pieces && piece.Type == atoms.Incremental)
        {
            Pieces = true;
            return State.More;
        }
        if (piece.Rest > 0 || bytes.Length + piece.Value.Length > MostBytes) return State.Dropped;
        bytes.Write(piece.Value.Span);
        if (Pieces && piece.Value.Length > 0) return State.More;
        Text = Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
        return Text.Length > limit ? State.Dropped : State.Done;
    }
}
