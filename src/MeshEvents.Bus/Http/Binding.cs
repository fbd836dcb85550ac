using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using MeshEvents.Kernel;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace MeshEvents.Bus.Http;

/// <summary>Makes the record from route, query and body. Route values win, then the query (reads) or the body (commands); text is converted by property type.</summary>
static class Binding
{
    public const int MostBody = 1 << 20;

    public static async Task<(object? Asked, Refusal? No)> BindAsync(Slice slice, HttpContext http)
    {
        var (json, no) = slice.Query is null ? await BodyAsync(http.Request) : ([], null);
        if (no is not null) return (null, no);
        var properties = slice.Asked.GetProperties(BindingFlags.Public | BindingFlags.Instance).ToDictionary(p => p.Name, StringComparer.OrdinalIgnoreCase);

        try
        {
            foreach (var (name, values) in http.Request.Query)
                if (properties.TryGetValue(name, out var property) && values.Count > 0 && !Put(json!, property, values[^1]!)) return (null, NotA(name, property));
            foreach (var (name, value) in http.Request.RouteValues)
                if (properties.TryGetValue(name, out var property) && !Put(json!, property, Convert.ToString(value, CultureInfo.InvariantCulture)!))
                    return (null, Refuse.NotThere);          // an address that cannot name anything
            return (json.Deserialize(slice.Asked, Json.Web), null);
        }
        catch (JsonException e) { return (null, Malformed(e)); }
        // text is decoded only when it is read: an escaped half of a surrogate pair comes to light here
        catch (Exception e) when (e is InvalidOperationException or ArgumentException) { return (null, Refuse.Invalid("The body holds text that is no Unicode.")); }
    }

    static async Task<(JsonObject?, Refusal?)> BodyAsync(HttpRequest request)
    {
        if (request.ContentLength > MostBody) return (null, TooLarge);
        // over HTTP/2 a body needs neither a length nor a transfer encoding
        if (request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false } || request.ContentLength is 0) return ([], null);
        if (!request.HasJsonContentType()) return (null, new(415, "not-json", "Send the body as application/json."));
        using var body = new MemoryStream();
        var buffer = new byte[16 << 10];
        for (int n; (n = await request.Body.ReadAsync(buffer, request.HttpContext.RequestAborted)) > 0;)
        {
            if (body.Length + n > MostBody) return (null, TooLarge);
            body.Write(buffer, 0, n);
        }
        if (body.Length == 0) return ([], null);
        try
        {
            var node = JsonNode.Parse(body.GetBuffer().AsSpan(0, (int)body.Length), new() { PropertyNameCaseInsensitive = true }, new() { MaxDepth = 32 });
            return node is JsonObject json ? (json, null) : (null, Refuse.Invalid("The body must be a JSON object."));
        }
        catch (Exception e) when (e is JsonException or ArgumentException) { return (null, Refuse.Invalid("The body is not valid JSON.")); }
    }

    static bool Put(JsonObject json, PropertyInfo property, string text)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        JsonNode? node = null;
        if (type == typeof(string) || type.IsEnum) node = text;
        else if (typeof(IId).IsAssignableFrom(type)) node = Guid.TryParse(text, out var id) ? id.ToString() : null;
        else if (type == typeof(int)) node = int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n) ? n : null;
        else if (type == typeof(long)) node = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n) ? n : null;
        else if (type == typeof(bool)) node = bool.TryParse(text, out var b) ? b : null;
        else if (type == typeof(DateTimeOffset)) node = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at.ToString("O") : null;
        else if (type == typeof(Guid)) node = Guid.TryParse(text, out var id) ? id.ToString() : null;
        if (node is null) return false;
        foreach (var same in json.Where(p => string.Equals(p.Key, property.Name, StringComparison.OrdinalIgnoreCase)).Select(p => p.Key).ToList()) json.Remove(same);
        json[JsonNamingPolicy.CamelCase.ConvertName(property.Name)] = node;
        return true;
    }

    static readonly Refusal TooLarge = new(413, "too-large", $"A request may have at most {MostBody >> 10} KB.");

    static Refusal NotA(string name, PropertyInfo property)
    {
        var type = (Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType).Name;
        var sentence = $"'{name}' is not a valid {type}.";
        return Refuse.Invalid(sentence) with { Fields = new Dictionary<string, string[]> { [name] = [sentence] } };
    }

    static Refusal Malformed(JsonException e)
    {
        var field = e.Path?.TrimStart('$', '.') is { Length: > 0 } path ? path : "body";
        var sentence = $"'{field}' is missing or has the wrong form.";
        return Refuse.Invalid(sentence) with { Fields = new Dictionary<string, string[]> { [field] = [sentence] } };
    }
}
