using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MeshEvents.Wire;

/// <summary>
/// Writes one JSON object member by member, as UTF-8 without blanks. Letters of all languages stand as they are: it goes to a peer, never into a page.
/// </summary>
public static class WireJson
{
    static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Object<T>(T of, Action<Utf8JsonWriter, T> members)
    {
        var to = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(to, Options))
        {
            json.WriteStartObject();
            members(json, of);
            json.WriteEndObject();
        }
        return to.WrittenSpan.ToArray();
    }

    /// <summary>A member that is left out where it has no value.</summary>
    public static void Text(this Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null) json.WriteString(name, value);
    }

    /// <inheritdoc cref="Text"/>
    public static void Number(this Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } number) json.WriteNumber(name, number);
    }

    /// <summary>A member that is left out where it is false.</summary>
    public static void Flag(this Utf8JsonWriter json, string name, bool value)
    {
        if (value) json.WriteBoolean(name, true);
    }

    /// <summary>JSON as the other side wrote it; left out where there is none.</summary>
    public static void Raw(this Utf8JsonWriter json, string name, string? value)
    {
        if (value is null) return;
        json.WritePropertyName(name);
        json.WriteRawValue(value);
    }
}
