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
    public static string Write(Commit commit, string node, PersonKey? addressKey)
    {
        var by = commit.By;
        JsonNode? address = by.Address is null ? null : JsonValue.Create(by.Address);
        if (addressKey is { } key) address = PersonalData.Seal(address, by.Id, commit.Correlation, AddressPath, key);
        return new JsonObject
        {
            ["by"] = Write(by),
            ["net"] = new JsonObject { ["ip"] = address, ["node"] = node },
            ["cmd"] = commit.Command,
            ["rights"] = commit.Rights?.DeepClone(),
            ["about"] = JsonSerializer.SerializeToNode(commit.About, Json.Web),
        }.ToJsonString();
    }

    static JsonObject Write(Actor by)
    {
        var json = new JsonObject { ["kind"] = by.Kind.ToString(), ["id"] = by.Id, ["sid"] = by.Login, ["via"] = by.Via.ToString(), ["authn"] = by.Factors };
        if (by.OnBehalfOf is { } cause) json["onBehalfOf"] = Write(cause);
        return json;
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
