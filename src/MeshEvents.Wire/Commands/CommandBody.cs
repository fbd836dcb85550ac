using System.Text.Json;

namespace MeshEvents.Wire.Commands;

/// <summary>
/// What the server signs when it commands one device to do one thing. Written once, as UTF-8 JSON, and signed, sent and checked as these very bytes: there is no
/// second form of it.
/// </summary>
/// <param name="Id">Of this command; a device does nothing twice under one id.</param>
/// <param name="Device">Node id in text form (spec/agent-handshake.md 3): a command to one device is void at another.</param>
/// <param name="Issued">Milliseconds since 1970, by the server's clock.</param>
/// <param name="Expires">From then on it is void.</param>
/// <param name="Action">What to do: <c>tunnel</c>, <c>run</c>, <c>power</c>.</param>
/// <param name="By">Name of the person, text from outside.</param>
/// <param name="Arguments">An object; its meaning is the action's.</param>
public sealed record CommandBody(Guid Id, string Device, long Issued, long Expires, string Action, string By, JsonElement Arguments)
{
    /// <summary>Bytes of the whole body.</summary>
    public const int SizeLimit = 1 << 20;

    /// <summary>How long a command may be valid at most; the server's own are valid for a minute.</summary>
    public static readonly TimeSpan LongestLife = TimeSpan.FromMinutes(5);

    const int NodeIdLimit = 128, ActionLimit = 64, ByLimit = 256, DepthLimit = 32;

    /// <exception cref="JsonException">The arguments are no JSON.</exception>
    public static byte[] Write(Guid id, string device, long issued, long expires, string action, string by, ReadOnlySpan<byte> arguments)
    {
        using var to = new MemoryStream();
        using (var json = new Utf8JsonWriter(to))
        {
            json.WriteStartObject();
            json.WriteString("id", id);
            json.WriteString("device", device);
            json.WriteNumber("issued", issued);
            json.WriteNumber("expires", expires);
            json.WriteString("action", action);
            json.WriteString("by", by);
            json.WritePropertyName("arguments");
            json.WriteRawValue(arguments);
            json.WriteEndObject();
        }
        return to.ToArray();
    }

    /// <summary>Null when it is not such a body. Reads only bytes whose signature is good: what is wrong with them is our own server's fault.</summary>
    public static CommandBody? Read(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length > SizeLimit) return null;
        try
        {
            using var document = JsonDocument.Parse(bytes, new() { MaxDepth = DepthLimit });
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("arguments", out var arguments) || arguments.ValueKind != JsonValueKind.Object) return null;
            return root.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String && id.TryGetGuid(out var guid)
                && Text(root, "device", NodeIdLimit) is { } device && Text(root, "action", ActionLimit) is { Length: > 0 } action && Text(root, "by", ByLimit) is { } by
                && Time(root, "issued") is { } issued && Time(root, "expires") is { } expires
                ? new(guid, device, issued, expires, action, by, arguments.Clone())
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)     // not JSON; escapes that are no text
        {
            return null;
        }
    }

    static string? Text(JsonElement from, string name, int limit) =>
        from.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String && member.GetString() is { } text && text.Length <= limit ? text : null;

    static long? Time(JsonElement from, string name) =>
        from.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.Number && member.TryGetInt64(out var time) ? time : null;
}
