using System.Buffers.Binary;

namespace MeshEvents.Agent.Platform.Linux.X11;

/// <summary>
/// The keyboard of a display as it is mapped now: which key gives a keysym, plain or with Shift. A character on no key is put on one that is free, the least
/// recently used of them, so that a program that is slow to look at the new mapping still finds it.
/// </summary>
sealed class X11Keyboard(X11Connection display)
{
    const int GetKeyboardMapping = 101, ChangeKeyboardMapping = 100, GetModifierMapping = 119;

    readonly SemaphoreSlim changing = new(1, 1);
    readonly Dictionary<uint, (byte Key, bool Shifted)> byKeysym = [];
    readonly LinkedList<(byte Key, uint Keysym)> spare = [];
    volatile bool stale;

    /// <summary>The mapping may be another one; it is asked for before the next key. Our own changes are told to us too.</summary>
    public void Changed() => stale = true;

    public async Task LoadAsync()
    {
        await changing.WaitAsync();
        try
        {
            await ReadAsync();
        }
        finally
        {
            changing.Release();
        }
    }

    /// <summary>The key for a virtual-key code, or 0.</summary>
    public async ValueTask<byte> KeyOfAsync(byte virtualKey, bool extended)
    {
        await RefreshAsync();
        if (X11KeyTable.PlaceOf(virtualKey) is not 0 and var place) return place;
        var keysym = X11KeyTable.KeysymOf(virtualKey, extended);
        if (keysym == X11KeyTable.AltRight && byKeysym.TryGetValue(X11KeyTable.LevelThreeShift, out var altGr)) return altGr.Key;
        return byKeysym.TryGetValue(keysym, out var found) ? found.Key : (byte)0;
    }

    /// <summary>The key for a character, and whether it needs Shift; key 0: it cannot be written.</summary>
    public async ValueTask<(byte Key, bool Shifted)> KeyOfCharacterAsync(int codePoint)
    {
        await RefreshAsync();
        var keysym = X11KeyTable.KeysymOfCharacter(codePoint);
        if (keysym == 0) return default;
        if (byKeysym.TryGetValue(keysym, out var found)) return found;
        return (await BorrowAsync(keysym), false);
    }

    async ValueTask RefreshAsync()
    {
        if (stale) await LoadAsync();
    }

    async Task<byte> BorrowAsync(uint keysym)
    {
        await changing.WaitAsync();
        try
        {
            for (var node = spare.First; node is not null; node = node.Next)
            {
                if (node.Value.Keysym != keysym) continue;
                spare.Remove(node);
                spare.AddLast(node);
                return node.Value.Key;
            }
            if (spare.First is not { } oldest) return 0;
            var key = oldest.Value.Key;
            spare.RemoveFirst();
            spare.AddLast((key, keysym));
            // the same with and without Shift and Caps Lock
            await display.SendAsync(X11Writer.Request(ChangeKeyboardMapping, 1).U8(key).U8(2).U16(0).U32(keysym).U32(keysym));
            return key;
        }
        finally
        {
            changing.Release();
        }
    }

    // GetKeyboardMapping: keysyms of each key from the first one on; 0 and 1 are plain and with Shift
    async Task ReadAsync()
    {
        stale = false;
        var (first, count) = (display.Setup.MinKeycode, display.Setup.MaxKeycode - display.Setup.MinKeycode + 1);
        var reply = await display.AskAsync(X11Writer.Request(GetKeyboardMapping).U8(first).U8(count).U16(0));
        var modifiers = await display.AskAsync(X11Writer.Request(GetModifierMapping));
        var perKey = reply[1];
        byKeysym.Clear();
        var borrowed = spare.ToDictionary(s => s.Key, s => s.Keysym);
        for (var key = count - 1; key >= 0 && perKey > 0; key--)           // from above: of two equal keys the lower one counts, as in Xlib
        {
            var symbols = new uint[perKey];
            for (var i = 0; i < perKey; i++) symbols[i] = BinaryPrimitives.ReadUInt32LittleEndian(reply.AsSpan(32 + 4 * (key * perKey + i)));
            var code = (byte)(first + key);
            if (borrowed.ContainsKey(code)) continue;
            if (symbols.All(s => s == 0))
            {
                if (!modifiers.AsSpan(32).Contains(code)) spare.AddFirst((code, 0));
                continue;
            }
            if (perKey > 1 && symbols[1] != 0 && symbols[1] != symbols[0]) byKeysym[symbols[1]] = (code, true);
        }
        for (var key = count - 1; key >= 0 && perKey > 0; key--)           // plain ones win over those with Shift
        {
            var code = (byte)(first + key);
            var symbol = BinaryPrimitives.ReadUInt32LittleEndian(reply.AsSpan(32 + 4 * key * perKey));
            if (symbol == 0 || borrowed.ContainsKey(code)) continue;
            byKeysym[symbol] = (code, false);
            // a key with letters may name only the capital or only the small one
            if (perKey > 1 && symbol is >= 'a' and <= 'z') byKeysym.TryAdd(symbol - 32, (code, true));
        }
    }
}
