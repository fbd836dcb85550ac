namespace MeshEvents.Agent.Platform.Linux.X11;

/// <summary>
/// Windows virtual-key codes on an X11 keyboard. Keys that write are meant by their place, which is the same on every PC keyboard (X keycode = AT scan code + 8);
/// what they write is the layout's business, as for somebody who sits there. All other keys are found by their keysym.
/// </summary>
static class X11KeyTable
{
    /// <summary>X keycode of a key that writes, or 0.</summary>
    public static byte PlaceOf(byte virtualKey) => virtualKey switch
    {
        >= (byte)'1' and <= (byte)'9' => (byte)(virtualKey - '1' + 10),
        (byte)'0' => 19,
        0xBD => 20,
        0xBB => 21,
        0xDB => 34,
        0xDD => 35,
        0xBA => 47,
        0xDE => 48,
        0xC0 => 49,
        0xDC => 51,
        0xBC => 59,
        0xBE => 60,
        0xBF => 61,
        0xE2 => 94,
        >= (byte)'A' and <= (byte)'Z' => Letters[virtualKey - 'A'],
        _ => 0,
    };

    //                                   A   B   C   D   E   F   G   H   I   J   K   L   M   N   O   P   Q   R   S   T   U   V   W   X   Y   Z
    static ReadOnlySpan<byte> Letters => [38, 56, 54, 40, 26, 41, 42, 43, 31, 44, 45, 46, 58, 57, 32, 33, 24, 27, 39, 28, 30, 55, 25, 53, 29, 52];

    /// <summary>Keysym (X11/keysymdef.h) of a key that does not write, or 0.</summary>
    public static uint KeysymOf(byte virtualKey, bool extended) => virtualKey switch
    {
        0x08 => 0xFF08,                                  // Backspace
        0x09 => 0xFF09,
        0x0C => 0xFF0B,                                  // Clear
        0x0D => extended ? 0xFF8Du : 0xFF0D,             // Enter, of the keypad or not
        0x10 or 0xA0 => 0xFFE1,                          // Shift
        0xA1 => 0xFFE2,
        0x11 or 0xA2 => extended ? 0xFFE4u : 0xFFE3,     // Ctrl
        0xA3 => 0xFFE4,
        0x12 or 0xA4 => extended ? 0xFFEAu : 0xFFE9,     // Alt
        0xA5 => 0xFFEA,
        0x13 => 0xFF13,                                  // Pause
        0x14 => 0xFFE5,                                  // Caps Lock
        0x1B => 0xFF1B,                                  // Escape
        0x20 => 0x0020,
        0x21 => 0xFF55, 0x22 => 0xFF56,                  // Page Up, Page Down
        0x23 => 0xFF57, 0x24 => 0xFF50,                  // End, Home
        0x25 => 0xFF51, 0x26 => 0xFF52, 0x27 => 0xFF53, 0x28 => 0xFF54,
        0x2C => 0xFF61,                                  // Print
        0x2D => 0xFF63, 0x2E => 0xFFFF,                  // Insert, Delete
        0x5B => 0xFFEB, 0x5C => 0xFFEC, 0x5D => 0xFF67,  // Windows, Windows, Menu
        >= 0x60 and <= 0x69 => 0xFFB0u + (virtualKey - 0x60u),
        0x6A => 0xFFAA, 0x6B => 0xFFAB, 0x6C => 0xFFAC, 0x6D => 0xFFAD, 0x6E => 0xFFAE, 0x6F => 0xFFAF,
        >= 0x70 and <= 0x87 => 0xFFBEu + (virtualKey - 0x70u),      // F1 to F24
        0x90 => 0xFF7F, 0x91 => 0xFF14,                  // Num Lock, Scroll Lock
        0xA6 => 0x1008FF26, 0xA7 => 0x1008FF27,          // browser: back, forward
        0xAD => 0x1008FF12, 0xAE => 0x1008FF11, 0xAF => 0x1008FF13,
        _ => 0,
    };

    /// <summary>Right Alt is AltGr where the layout has one.</summary>
    public const uint AltRight = 0xFFEA, LevelThreeShift = 0xFE03;

    /// <summary>Keysym of a character: Latin-1 as it is, the rest behind 0x01000000; line ends and tabs are keys.</summary>
    public static uint KeysymOfCharacter(int codePoint) => codePoint switch
    {
        '\r' or '\n' => 0xFF0D,
        '\t' => 0xFF09,
        '\b' => 0xFF08,
        0x1B => 0xFF1B,
        >= 0x20 and < 0x7F or >= 0xA0 and <= 0xFF => (uint)codePoint,
        < 0x20 => 0,
        _ => 0x01000000u | (uint)codePoint,
    };
}
