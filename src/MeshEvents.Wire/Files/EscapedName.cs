using System.Buffers;
using System.Text;

namespace MeshEvents.Wire.Files;

/// <summary>
/// Names of files are bytes on Unix, and JSON holds only Unicode. A byte that is not UTF-8 becomes the character U+F700 + byte; a name that really has characters
/// of that range (U+F780 to U+F7FF) has their bytes written so too, hence every name has exactly one text and every text one name.
/// </summary>
public static class EscapedName
{
    const int Base = 0xF700;

    public static string ToText(ReadOnlySpan<byte> name)
    {
        var text = new StringBuilder(name.Length);
        Span<char> pair = stackalloc char[2];
        while (!name.IsEmpty)
        {
            var whole = Rune.DecodeFromUtf8(name, out var rune, out var used) == OperationStatus.Done && !IsEscape(rune.Value);
            if (whole) text.Append(pair[..rune.EncodeToUtf16(pair)]);
            else foreach (var one in name[..used]) text.Append((char)(Base + one));
            name = name[used..];
        }
        return text.ToString();
    }

    /// <summary>The bytes of a name or path, without a closing zero; null when the text has half a surrogate pair, which no name has.</summary>
    public static byte[]? ToBytes(string text)
    {
        var bytes = new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        var length = 0;
        for (var i = 0; i < text.Length;)
        {
            if (IsEscape(text[i]))
            {
                bytes[length++] = (byte)(text[i++] - Base);
                continue;
            }
            if (!Rune.TryGetRuneAt(text, i, out var rune)) return null;
            length += rune.EncodeToUtf8(bytes.AsSpan(length));
            i += rune.Utf16SequenceLength;
        }
        return bytes[..length];
    }

    /// <summary>The same for people: <c>\xE4</c> stands for a byte that is no text.</summary>
    public static string Show(string text)
    {
        if (!text.Any(c => IsEscape(c))) return text;
        var shown = new StringBuilder(text.Length + 8);
        foreach (var c in text)
        {
            if (IsEscape(c)) shown.Append("\\x").Append((c - Base).ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
            else shown.Append(c);
        }
        return shown.ToString();
    }

    // bytes below 0x80 are always UTF-8
    static bool IsEscape(int value) => value is >= Base + 0x80 and <= Base + 0xFF;
}
