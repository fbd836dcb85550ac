using System.Text.Json;

namespace MeshEvents.Wire.Files;

/// <summary>Members of a files message; of another type or too long they count as missing, and are never cut. Throws what <see cref="JsonElement.GetString"/> throws for text that is no Unicode.</summary>
static class FileMembers
{
    public static string? Text(JsonElement from, string name, int limit) =>
        from.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String && member.GetString() is { } text && text.Length <= limit ? text : null;

    public static string? Name(JsonElement from, string name) => Text(from, name, FileLimits.Name);

    public static bool True(JsonElement from, string name) => from.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.True;

    /// <summary>A count of bytes or milliseconds: a whole number from 0 on.</summary>
    public static long? Size(JsonElement from, string name) =>
        from.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.Number && member.TryGetInt64(out var size) && size >= 0 ? size : null;

    /// <summary>A string or a number as it stands in the JSON.</summary>
    public static string? Id(JsonElement from, string name) =>
        from.TryGetProperty(name, out var member) && member.ValueKind is JsonValueKind.String or JsonValueKind.Number && member.GetRawText() is { Length: <= FileLimits.Id } raw ? raw : null;

    /// <summary>Null when it is no array, has too many, or one of them is no name.</summary>
    public static IReadOnlyList<string>? Names(JsonElement from, string name)
    {
        if (!from.TryGetProperty(name, out var member) || member.ValueKind != JsonValueKind.Array || member.GetArrayLength() > FileLimits.Names) return null;
        var names = new List<string>(member.GetArrayLength());
        foreach (var one in member.EnumerateArray())
        {
            if (one.ValueKind != JsonValueKind.String || one.GetString() is not { Length: <= FileLimits.Name } text) return null;
            names.Add(text);
        }
        return names;
    }
}
