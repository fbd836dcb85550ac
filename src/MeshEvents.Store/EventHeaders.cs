using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MeshEvents.Kernel;

namespace MeshEvents.Store;

/// <summary>
/// The <c>headers</c> column: <c>{by: {kind, id, sid, via, authn, onBehalfOf}, net: {ip, node}, cmd, rights, about}</c> (architecture 13.11).
/// A person's address is sealed with that person's key; the additional data names the request, because one header serves a whole commit.
/// </summary>
static class EventHeaders
{
    const string AddressPath = "net.ip";

    public static bool AddressIsPersonal(Actor by) => by.SignedIn && by.Address is not null;

    /// <param name="addressKey">The actor's data key; null when the address is nobody's personal data.</param>
    public static string Write(Commit commit, About about, string node, PersonKey? addressKey)
    {
        var bytes = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WritePropertyName("by");
            Write(json, commit.By);
            json.WriteStartObject("net");
            json.WritePropertyName("ip");
            if (addressKey is { } key) PersonalData.Seal(JsonValue.Create(commit.By.Address), commit.By.Id, commit.Correlation, AddressPath, key).WriteTo(json);
            else json.WriteStringValue(commit.By.Address);
            json.WriteString("node", node);
            json.WriteEndObject();
            json.WriteString("cmd", commit.Command);
            json.WritePropertyName("rights");
            if (commit.Rights is { } rights) rights.WriteTo(json);
            else json.WriteNullValue();
            json.WritePropertyName("about");
            JsonSerializer.Serialize(json, about, Json.Web);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    static void Write(Utf8JsonWriter json, Actor by)
    {
        json.WriteStartObject();
        json.WriteString("kind", by.Kind.ToString());
        json.WriteString("id", by.Id);
        if (by.Login is { } login) json.WriteString("sid", login);
        else json.WriteNull("sid");
        json.WriteString("via", by.Via.ToString());
        json.WriteString("authn", by.Factors);
        if (by.OnBehalfOf is { } cause)
        {
            json.WritePropertyName("onBehalfOf");
            Write(json, cause);
        }
        json.WriteEndObject();
    }

    public static Acted Read(JsonObject headers, Guid tenant, string correlation, Func<Guid, PersonKey?> key)
    {
        var by = Actor(headers["by"]?.AsObject() ?? throw new JsonException("headers hold no actor"), tenant);
        var about = headers["about"].Deserialize<About>(Json.Web) ?? About.Nothing;
        return new(by with { Address = Address(headers["net"]?["ip"], correlation, key) }, about, (string?)headers["cmd"]);
    }

    static string? Address(JsonNode? ip, string correlation, Func<Guid, PersonKey?> key) => ip switch
    {
        JsonObject sealedValue => (string?)PersonalData.Open(sealedValue, correlation, AddressPath, key)?["v"],
        _ => (string?)ip,
    };

    static Actor Actor(JsonObject by, Guid tenant) => new(
        Enum.Parse<ActorKind>((string)by["kind"]!), (Guid)by["id"]!, "", tenant, Enum.Parse<Via>((string)by["via"]!),
        Login: (Guid?)by["sid"], Factors: (string?)by["authn"], OnBehalfOf: by["onBehalfOf"] is JsonObject cause ? Actor(cause, tenant) : null);
}
