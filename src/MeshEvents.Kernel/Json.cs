using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MeshEvents.Kernel;

/// <summary>Ids are plain strings in JSON, wherever they stand (also as dictionary keys).</summary>
public sealed class IdJson : JsonConverterFactory
{
    public override bool CanConvert(Type type) => type.IsValueType && typeof(IId).IsAssignableFrom(type);
    public override JsonConverter CreateConverter(Type type, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Of<>).MakeGenericType(type))!;

    sealed class Of<T> : JsonConverter<T> where T : struct, IId
    {
        public override T Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => Unsafe.BitCast<Guid, T>(reader.GetGuid());
        public override void Write(Utf8JsonWriter writer, T id, JsonSerializerOptions options) => writer.WriteStringValue(id.Value);
        public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => Unsafe.BitCast<Guid, T>(Guid.Parse(reader.GetString()!));
        public override void WriteAsPropertyName(Utf8JsonWriter writer, T id, JsonSerializerOptions options) => writer.WritePropertyName(id.Value.ToString());
    }
}

/// <summary>The one JSON dialect of events, views and the HTTP API: camelCase, enums as strings, numbers strict.</summary>
public static class Json
{
    public static readonly JsonSerializerOptions Web = Make();

    /// <summary>The same dialect for options that somebody else made.</summary>
    public static void Apply(JsonSerializerOptions options)
    {
        options.NumberHandling = JsonNumberHandling.Strict;
        options.RespectNullableAnnotations = true;
        options.Converters.Add(new IdJson());
        options.Converters.Add(new JsonStringEnumConverter());
    }

    static JsonSerializerOptions Make()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        Apply(options);
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
