using System.Text.Json;

namespace MeshEvents.Cli.Server;

/// <summary>A refusal of the server (RFC 9457), as one sentence with its fields and its code.</summary>
static class Problem
{
    public static string? TryRead(string text)
    {
        try
        {
            var json = JsonElement.Parse(text);
            if (json.ValueKind != JsonValueKind.Object || Text(json, "type") is not { } code || Text(json, "detail") is not { } sentence) return null;
            var fields = json.TryGetProperty("errors", out var errors) && errors.ValueKind == JsonValueKind.Object
                ? errors.EnumerateObject().Select(f => $"\n  {f.Name}: {string.Join(" ", f.Value.EnumerateArray().Select(s => s.ToString()))}") : [];
            return $"{Output.Plain.Line(sentence)} ({Output.Plain.Line(code)}){string.Concat(fields.Select(Output.Plain.Text))}";
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) { return null; }
    }

    static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
