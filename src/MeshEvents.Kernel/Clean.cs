using System.Text;

namespace MeshEvents.Kernel;

/// <summary>Text from agents and users is data. The one sanitiser at the boundary: PostgreSQL's jsonb cannot hold NUL, and JSON no lone surrogate.</summary>
public static class Clean
{
    /// <summary>NUL and lone surrogates become U+FFFD; longer text is cut at <paramref name="limit"/> UTF-16 units, never inside a pair.</summary>
    public static string Text(string? text, int limit)
    {
        if (string.IsNullOrEmpty(text)) return "";
        var cut = text.Length > limit ? limit : text.Length;
        if (cut < text.Length && cut > 0 && char.IsHighSurrogate(text[cut - 1])) cut--;
        if (IsClean(text.AsSpan(0, cut))) return cut == text.Length ? text : text[..cut];

        var clean = new StringBuilder(cut);
        for (var i = 0; i < cut; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < cut && char.IsLowSurrogate(text[i + 1])) { clean.Append(text[i]).Append(text[++i]); }
            else clean.Append(text[i] == '\0' || char.IsSurrogate(text[i]) ? '\uFFFD' : text[i]);
        }
        return clean.ToString();
    }

    /// <summary>One line of text: as <see cref="Text"/>, and control characters (line breaks, escapes, direction overrides) become spaces or vanish.</summary>
    public static string Line(string? text, int limit)
    {
        var clean = Text(text, limit);
        if (!clean.Any(NotInALine)) return clean.Trim();
        return string.Concat(clean.Where(c => !Direction(c)).Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c)).Trim();
    }

    static bool NotInALine(char c) => char.IsControl(c) || c is '\u2028' or '\u2029' || Direction(c);
    static bool Direction(char c) => c is '\u200E' or '\u200F' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');

    static bool IsClean(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\0') return false;
            if (!char.IsSurrogate(text[i])) continue;
            if (!char.IsHighSurrogate(text[i]) || i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1])) return false;
            i++;
        }
        return true;
    }
}
