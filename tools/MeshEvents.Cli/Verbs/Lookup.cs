using System.Runtime.CompilerServices;
using System.Text.Json;
using MeshEvents.Cli.Output;
using MeshEvents.Cli.Server;

namespace MeshEvents.Cli.Verbs;

/// <summary>Lists page by page, and the one thing that a name means.</summary>
static class Lookup
{
    /// <param name="path">Its query string included.</param>
    public static IAsyncEnumerable<JsonElement> RowsAsync(ServerConnection server, string path, CancellationToken stop) => RowsAsync(server, path, null, stop);

    /// <param name="after">The cursor of the page before.</param>
    public static async IAsyncEnumerable<JsonElement> RowsAsync(ServerConnection server, string path, string? after, [EnumeratorCancellation] CancellationToken stop)
    {
        while (true)
        {
            var page = await server.GetAsync(after is null ? path : $"{path}{(path.Contains('?') ? '&' : '?')}after={Uri.EscapeDataString(after)}", stop);
            foreach (var row in page.GetProperty("rows").EnumerateArray()) yield return row;
            after = page.TryGetProperty("next", out var next) && next.ValueKind == JsonValueKind.String ? next.GetString() : null;
            if (after is null) yield break;
        }
    }

    /// <summary>The id of the device with this name or id. A name that several have is refused: nobody meant both.</summary>
    public static async Task<Guid> DeviceAsync(ServerConnection server, string nameOrId, CancellationToken stop)
    {
        if (Guid.TryParse(nameOrId, out var id)) return id;
        var bare = nameOrId.Replace("\"", "", StringComparison.Ordinal);
        return await OneAsync("device", nameOrId, RowsAsync(server, $"api/devices?take=100&q={Uri.EscapeDataString($"name:\"{bare}\"")}", stop), "mesh devices");
    }

    public static async Task<Guid> GroupAsync(ServerConnection server, string nameOrId, CancellationToken stop) =>
        Guid.TryParse(nameOrId, out var id) ? id : await OneAsync("group", nameOrId, RowsAsync(server, "api/groups", stop), "mesh groups");

    static async Task<Guid> OneAsync(string what, string name, IAsyncEnumerable<JsonElement> rows, string list)
    {
        var (same, near) = (new List<JsonElement>(), new List<string>());
        await foreach (var row in rows)
        {
            var its = row.GetProperty("name").GetString()!;
            if (its.Equals(name, StringComparison.OrdinalIgnoreCase)) same.Add(row);
            else if (near.Count < 5 && its.Contains(name, StringComparison.OrdinalIgnoreCase)) near.Add(its);
        }
        if (same is [var one]) return one.GetProperty("id").GetGuid();
        if (same.Count > 1) throw new MeshException(Exit.NotOne, $"{same.Count} {what}s are called '{Plain.Line(name)}':{string.Concat(same.Select(s => $"\n  {s.GetProperty("id").GetGuid()}"))}", "use the id in place of the name");
        throw new MeshException(Exit.NotOne, $"No {what} is called '{Plain.Line(name)}'.{(near.Count > 0 ? $" There is {string.Join(", ", near.Select(Plain.Line))}." : "")}", list);
    }
}
