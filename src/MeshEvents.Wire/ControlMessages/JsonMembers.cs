using System.Text.Json;

namespace MeshEvents.Wire.ControlMessages;

/// <summary>Members of a JSON object as the type we expect; of another type, or out of range, they count as missing.</summary>
static class JsonMembers
{
    public static string? Text(this JsonElement from, string name, int limit) =>
        from.TryGetProperty(name, out var member) ? member.AsText(limit) : null;

    public static string? AsText(this JsonElement member, int limit)
    {
        if (member.ValueKind != JsonValueKind.String) return null;
        try
        {
            return Cut(member.GetString()!, limit);
        }
        catch (InvalidOperationException)   // lone surrogates or bytes that are not UTF-8: there is a text, but no readable one
        {
            return "\uFFFD";
        }
    }

    public static long? Number(this JsonElement from, string name)
    {
        if (!from.TryGetProperty(name, out var member) || member.ValueKind != JsonValueKind.Number) return null;
        if (member.TryGetInt64(out var number)) return number;
        // JavaScript writes 1.7e12 as it likes; a fraction of a millisecond or bit does not matter
        return member.TryGetDouble(out var real) && double.Abs(real) <= 1L << 53 ? (long)real : null;
    }

    public static bool True(this JsonElement from, string name) =>
        from.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.True;

    public static Guid? Guid(this JsonElement from, string name) =>
        System.Guid.TryParseExact(from.Text(name, 36), "D", out var id) ? id : null;

    public static JsonElement? Object(this JsonElement from, string name) =>
        from.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.Object ? member : null;

    /// <summary>The texts of an array, at most <paramref name="count"/>; null when there is no array.</summary>
    public static IReadOnlyList<string>? Texts(this JsonElement from, string name, int count, int limit) =>
        from.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.Array
            ? [.. member.EnumerateArray().Select(e => e.AsText(limit)).OfType<string>().Take(count)]
            : null;

    internal static string Cut(string text, int limit)
    {
        if (text.Length <= limit) return text;
        return text[..(char.IsHighSurrogate(text[limit - 1]) ? limit - 1 : limit)];
    }
}
