using System.Text;

namespace MeshEvents.Cli.Output;

/// <summary>Text from devices and people, made harmless for a terminal: no escape sequence, no line break, no change of direction gets through.</summary>
static class Plain
{
    public static string Line(string text) => Clean(text, keepLines: false);

    /// <summary>Line breaks may stay.</summary>
    public static string Text(string text) => Clean(text, keepLines: true);

    static string Clean(string text, bool keepLines)
    {
        if (!text.Any(c => IsUnsafe(c, keepLines))) return text;
        var clean = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (!IsUnsafe(c, keepLines)) clean.Append(c);
            else if (c is '\n' or '\r' or '\t') clean.Append(' ');
            else clean.Append('\uFFFD');
        }
        return clean.ToString();
    }

    static bool IsUnsafe(char c, bool keepLines) =>
        char.IsControl(c) && !(keepLines && c is '\n') || c is '\u200E' or '\u200F' or '\u2028' or '\u2029' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
