using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using MeshEvents.Bus;
using Microsoft.Extensions.DependencyInjection;

namespace MeshEvents.Modules.Tests.Routes;

/// <summary>Every slice that has a route, from the server's own lists: a new one is asked by itself.</summary>
static class RouteTable
{
    public static readonly IReadOnlyList<Slice> Slices =
        [.. Wiring.Listed(MeshEvents.Server.Modules.All(), new ServiceCollection()).Slices.All.Where(s => s.Route is not null).OrderBy(s => s.Name, StringComparer.Ordinal)];

    public static Slice Of(string name) => Slices.Single(s => s.Name == name);

    public static HttpMethod Verb(Slice slice) => new(slice.Route!.Split(' ')[0]);
}

/// <summary>Makes well-formed requests for any slice, from the types of its properties and the ids of a world.</summary>
sealed class Asking(IReadOnlyDictionary<Type, Guid> ids)
{
    const string Text = "a-long-enough-text";

    /// <summary>The address with its placeholders filled.</summary>
    public string Address(Slice slice)
    {
        var address = slice.Route!.Split(' ')[1];
        foreach (var property in Properties(slice)) address = address.Replace($"{{{Camel(property)}}}", Uri.EscapeDataString(Value(property)?.ToString() ?? ""), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain('{', address);
        if (slice.Query is null) return address;
        var needed = Properties(slice).Where(p => !slice.Route.Contains($"{{{Camel(p)}}}", StringComparison.OrdinalIgnoreCase) && typeof(IId).IsAssignableFrom(p.PropertyType)).Select(p => $"{Camel(p)}={Value(p)}");
        return string.Join('?', new[] { address, string.Join('&', needed) }.Where(s => s.Length > 0));
    }

    public JsonObject Body(Slice slice)
    {
        var body = new JsonObject();
        foreach (var property in Properties(slice).Where(p => !slice.Route!.Contains($"{{{Camel(p)}}}", StringComparison.OrdinalIgnoreCase) && p.Name != nameof(ICommand.Version)))
            body[Camel(property)] = JsonSerializer.SerializeToNode(Value(property), Json.Web);
        return body;
    }

    static PropertyInfo[] Properties(Slice slice) => slice.Asked.GetProperties(BindingFlags.Public | BindingFlags.Instance);
    static string Camel(PropertyInfo property) => JsonNamingPolicy.CamelCase.ConvertName(property.Name);

    object? Value(PropertyInfo property)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        if (type == typeof(string)) return property.Name switch { "Email" => "somebody@example.org", "Address" => "https://example.org/", _ => Text };
        if (type == typeof(Guid) || typeof(IId).IsAssignableFrom(type)) return ids.GetValueOrDefault(type, Guid.Parse("00000000-0000-7000-8000-00000000beef"));
        if (type.IsEnum) return Enum.GetValues(type).GetValue(0);
        if (type == typeof(bool)) return false;
        if (type == typeof(uint)) return 8u;
        if (type == typeof(int) || type == typeof(long)) return 1;
        if (type == typeof(DateTimeOffset)) return DateTimeOffset.UnixEpoch;
        if (type == typeof(string[])) return new[] { "one" };
        return type.IsAssignableTo(typeof(IEnumerable)) ? Array.Empty<object>() : null;
    }
}
