using System.Text;

namespace MeshEvents.Agent.Platform.Linux.X11;

/// <summary>Somebody wants the clipboard's content in one of its forms.</summary>
readonly record struct SelectionWish(uint Time, uint Requestor, uint Selection, uint Target, uint Property);

/// <summary>Answers programs that paste, while the clipboard is ours.</summary>
sealed class X11ClipboardAnswers(X11Connection display, X11ClipboardAtoms atoms)
{
    const int ChangeWindowAttributes = 2, ChangeProperty = 18, SendEvent = 25, SelectionNotify = 31, Replace = 0;
    const uint EventMask = 0x800, PropertyChange = 0x400000;

    /// <summary>Bytes of one piece, and how many programs may paste in pieces at the same time; a further one takes the place of the oldest.</summary>
    const int AtOnce = 128 * 1024, MostTransfers = 8;

    readonly OrderedDictionary<(uint Window, uint Property), (uint Type, ReadOnlyMemory<byte> Left)> transfers = [];

    volatile string? text;

    /// <summary>What is given; null: nothing.</summary>
    public string? Text
    {
        get => text;
        set => text = value;
    }

    public async Task AnswerAsync(SelectionWish wish)
    {
        var property = wish.Property != 0 ? wish.Property : wish.Target;         // old programs leave it out
        var given = text is { } ours && wish.Selection == atoms.Clipboard && await GiveAsync(wish, property, ours);
        // the event SelectionNotify: time | requestor | selection | target | property, 0: no
        await display.SendAsync(X11Writer.Request(SendEvent).U32(wish.Requestor).U32(0)
            .U8(SelectionNotify).U8(0).U16(0).U32(wish.Time).U32(wish.Requestor).U32(wish.Selection).U32(wish.Target).U32(given ? property : 0).Zero(8));
    }

    async Task<bool> GiveAsync(SelectionWish wish, uint property, string ours)
    {
        if (wish.Target == atoms.Targets)
        {
            uint[] targets = [atoms.Targets, atoms.Utf8, atoms.PlainUtf8, atoms.Plain, X11ClipboardAtoms.Latin1];
            var request = X11Writer.Request(ChangeProperty, Replace).U32(wish.Requestor).U32(property).U32(X11ClipboardAtoms.Atom).U8(32).Zero(3).U32((uint)targets.Length);
            foreach (var target in targets) request.U32(target);
            await display.SendAsync(request);
            return true;
        }
        var encoding = wish.Target == X11ClipboardAtoms.Latin1 ? Encoding.Latin1 : wish.Target == atoms.Utf8 || wish.Target == atoms.PlainUtf8 || wish.Target == atoms.Plain ? Encoding.UTF8 : null;
        if (encoding is null) return false;
        var bytes = encoding.GetBytes(ours);
        if (bytes.Length <= AtOnce) await PutAsync(wish.Requestor, property, wish.Target, bytes);
        else await BeginAsync(wish, property, bytes);
        return true;
    }

    /// <summary>INCR: the property says how long it is; each time the other one has deleted it, it gets the next piece, and an empty one at the end.</summary>
    async Task BeginAsync(SelectionWish wish, uint property, byte[] bytes)
    {
        if (transfers.Count == MostTransfers) transfers.RemoveAt(0);
        transfers[(wish.Requestor, property)] = (wish.Target, bytes);
        await display.SendAsync(X11Writer.Request(ChangeWindowAttributes).U32(wish.Requestor).U32(EventMask).U32(PropertyChange));
        await display.SendAsync(X11Writer.Request(ChangeProperty, Replace).U32(wish.Requestor).U32(property).U32(atoms.Incremental).U8(32).Zero(3).U32(1).U32((uint)bytes.Length));
    }

    /// <summary>Somebody has taken a piece, if it is one of ours.</summary>
    public async Task TakenAsync(uint window, uint property)
    {
        if (!transfers.TryGetValue((window, property), out var left)) return;
        var part = left.Left[..Math.Min(AtOnce, left.Left.Length)];
        if (part.IsEmpty) transfers.Remove((window, property));
        else transfers[(window, property)] = (left.Type, left.Left[part.Length..]);
        await PutAsync(window, property, left.Type, part);
    }

    ValueTask PutAsync(uint window, uint property, uint type, ReadOnlyMemory<byte> bytes) =>
        display.SendAsync(X11Writer.Request(ChangeProperty, Replace).U32(window).U32(property).U32(type).U8(8).Zero(3).U32((uint)bytes.Length).Bytes(bytes.Span));
}
