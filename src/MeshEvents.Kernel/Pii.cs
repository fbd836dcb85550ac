using System.Text.Json;
using System.Text.Json.Serialization;

namespace MeshEvents.Kernel;

/// <summary>
/// Personal data in a fact. The store seals it with the subject's own key when the event is appended; once that key is destroyed the
/// value reads as erased, while the event and its hash stay. Nothing outside the store sees the sealed form.
/// </summary>
/// <param name="Subject">The person it is about.</param>
/// <param name="Value">Null once erased.</param>
[JsonConverter(typeof(PiiJson))]
public readonly record struct Pii<T>(Guid Subject, T? Value) where T : class
{
    public bool Erased => Value is null;
    public override string ToString() => Value?.ToString() ?? "(erased)";
}

public static class Pii
{
    public static Pii<T> Of<T>(IId subject, T value) where T : class => new(subject.Value, value);

    /// <summary>Property that marks personal data in stored JSON: 0 = open (never stored), 1 = sealed.</summary>
    public const string Mark = "$pii";
}

/// <summary>Open form: <c>{"$pii":0,"s":subject,"v":value}</c>. The sealed form <c>{"$pii":1,"s":…,"k":…,"n":…,"c":…}</c> reads as erased.</summary>
public sealed class PiiJson : JsonConverterFactory
{
    public override bool CanConvert(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Pii<>);
    public override JsonConverter CreateConverter(Type type, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Of<>).MakeGenericType(type.GetGenericArguments()))!;

    sealed class Of<T> : JsonConverter<Pii<T>> where T : class
    {
        public override Pii<T> Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
        {
            using var json = JsonDocument.ParseValue(ref reader);
            var subject = json.RootElement.GetProperty("s").GetGuid();
            return json.RootElement.TryGetProperty("v", out var value) ? new(subject, value.Deserialize<T>(options)) : new(subject, null);
        }

        public override void Write(Utf8JsonWriter writer, Pii<T> pii, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            writer.WriteNumber(Pii.Mark, 0);
            writer.WriteString("s", pii.Subject);
            writer.WritePropertyName("v");
            JsonSerializer.Serialize(writer, pii.Value, options);
            writer.WriteEndObject();
        }
    }
}
