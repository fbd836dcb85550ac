using System.Text.Json;

namespace MeshEvents.Cli.Api;

enum ParameterPlace { Path, Query, Body }

/// <param name="Type"><c>string</c>, <c>integer</c>, <c>boolean</c>, <c>array</c> or <c>number</c>.</param>
sealed record Parameter(string Name, ParameterPlace Place, string Type, bool Required, IReadOnlyList<string>? Choices)
{
    /// <summary>A value that must not stand on a command line, where every user of the machine could read it.</summary>
    public bool IsSecret => Name is "password" or "current";

    public string Dashed => Operation.Dash(Name);
}

/// <summary>One operation of the server's API document.</summary>
/// <param name="Id"><c>renameDevice</c>.</param>
sealed record Operation(string Id, HttpMethod Method, string Path, string Tag, IReadOnlyList<Parameter> Parameters, bool HasBody)
{
    public string Verb => Dash(Id);

    public static string Dash(string camel) => string.Concat(camel.Select((c, i) => char.IsUpper(c) ? (i > 0 ? "-" : "") + char.ToLowerInvariant(c) : c.ToString()));
}

/// <summary>Reads the OpenAPI 3.0 document that the server writes of itself (its http-api.md). What it does not understand it leaves out.</summary>
static class ApiDocument
{
    /// <exception cref="JsonException">It is no API document.</exception>
    public static IReadOnlyList<Operation> Read(string text)
    {
        var root = JsonElement.Parse(text);
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("paths", out var paths) || paths.ValueKind != JsonValueKind.Object) throw new JsonException("This is no API document.");
        var operations = new List<Operation>();
        foreach (var path in paths.EnumerateObject())
            foreach (var method in path.Value.EnumerateObject())
                if (method.Value.ValueKind == JsonValueKind.Object && method.Value.TryGetProperty("operationId", out var id) && id.ValueKind == JsonValueKind.String)
                    operations.Add(ReadOne(root, id.GetString()!, new(method.Name.ToUpperInvariant()), path.Name, method.Value));
        return [.. operations.OrderBy(o => o.Verb, StringComparer.Ordinal)];
    }

    static Operation ReadOne(JsonElement root, string id, HttpMethod method, string path, JsonElement operation)
    {
        var parameters = new List<Parameter>();
        if (operation.TryGetProperty("parameters", out var listed))
            foreach (var p in listed.EnumerateArray())
                if (p.GetProperty("in").GetString() is "path" or "query") parameters.Add(Of(root, p.GetProperty("name").GetString()!, p.GetProperty("in").GetString() is "path" ? ParameterPlace.Path : ParameterPlace.Query,
                    p.GetProperty("schema"), p.TryGetProperty("required", out var r) && r.GetBoolean()));
        var hasBody = operation.TryGetProperty("requestBody", out var body) && body.TryGetProperty("content", out var content) && content.TryGetProperty("application/json", out var json) && json.TryGetProperty("schema", out _);
        if (hasBody) AddBody(root, Resolved(root, body.GetProperty("content").GetProperty("application/json").GetProperty("schema")), parameters);
        var tag = operation.TryGetProperty("tags", out var tags) && tags.GetArrayLength() > 0 ? tags[0].GetString()! : "";
        return new(id, method, path, tag, parameters, hasBody);
    }

    static void AddBody(JsonElement root, JsonElement schema, List<Parameter> parameters)
    {
        if (!schema.TryGetProperty("properties", out var properties)) return;
        var required = schema.TryGetProperty("required", out var names) ? names.EnumerateArray().Select(n => n.GetString()!).ToHashSet() : [];
        foreach (var property in properties.EnumerateObject()) parameters.Add(Of(root, property.Name, ParameterPlace.Body, property.Value, required.Contains(property.Name)));
    }

    static Parameter Of(JsonElement root, string name, ParameterPlace place, JsonElement schema, bool required)
    {
        var resolved = Resolved(root, schema);
        var choices = resolved.TryGetProperty("enum", out var words) ? words.EnumerateArray().Where(w => w.ValueKind == JsonValueKind.String).Select(w => w.GetString()!).ToList() : null;
        var type = resolved.TryGetProperty("type", out var t) && t.ValueKind == JsonValueKind.String ? t.GetString()! : "string";
        return new(name, place, type, required, choices is { Count: > 0 } ? choices : null);
    }

    /// References are to components, one step deep; a nullable one stands in <c>allOf</c> or <c>oneOf</c>.
    static JsonElement Resolved(JsonElement root, JsonElement schema)
    {
        foreach (var many in new[] { "allOf", "oneOf", "anyOf" })
            if (schema.TryGetProperty(many, out var some) && some.ValueKind == JsonValueKind.Array && some.GetArrayLength() > 0) schema = some[0];
        if (!schema.TryGetProperty("$ref", out var reference) || reference.GetString() is not { } path || !path.StartsWith("#/", StringComparison.Ordinal)) return schema;
        var at = root;
        foreach (var step in path[2..].Split('/'))
            if (!at.TryGetProperty(step, out at)) return schema;
        return at;
    }
}
