using System.Text.Json;

namespace MeshEvents.Agent.Actions;

/// <summary>Members of a command's arguments: signed by the server, and anything may stand there all the same.</summary>
static class Arguments
{
    public const string NoSense = "Its arguments make no sense.";

    public static string? Text(JsonElement json, string name, int most = int.MaxValue) =>
        json.ValueKind is JsonValueKind.Object && json.TryGetProperty(name, out var v) && Text(v) is { } text && text.Length <= most ? text : null;

    /// <summary>Null when it is no text, also when its escapes are halves of characters.</summary>
    static string? Text(JsonElement value)
    {
        if (value.ValueKind is not JsonValueKind.String) return null;
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    public static long? Number(JsonElement json, string name, long least, long most) =>
        json.ValueKind is JsonValueKind.Object && json.TryGetProperty(name, out var v) && v.ValueKind is JsonValueKind.Number && v.TryGetInt64(out var n) && n >= least && n <= most ? n : null;

    /// <summary>A list of short texts; null when it is none, or too long.</summary>
    public static IReadOnlyList<string>? Texts(JsonElement json, string name, int most)
    {
        if (json.ValueKind is not JsonValueKind.Object || !json.TryGetProperty(name, out var list) || list.ValueKind is not JsonValueKind.Array || list.GetArrayLength() > most) return null;
        var texts = list.EnumerateArray().Select(t => Text(t) ?? "").ToArray();
        return texts.All(t => t.Length > 0) ? texts : null;
    }

    /// <summary>An answer of our own.</summary>
    public static byte[] Json(Action<Utf8JsonWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }
        return bytes.ToArray();
    }
}
