using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MeshEvents.Cli.Server;

namespace MeshEvents.Cli.Api;

/// <summary>The API document of each server, as it was at the last login: so that help and completion need no network.</summary>
static class DocumentCache
{
    public static async Task FetchAsync(ServerConnection server, ConfigFolder folder, CancellationToken stop)
    {
        using var answer = await server.SendAsync(HttpMethod.Get, "api/openapi.json", null, stop);
        folder.Write(NameOf(server.Address), await answer.Content.ReadAsStringAsync(stop));
    }

    /// <summary>None when nobody has signed in there, or what was kept cannot be read.</summary>
    public static IReadOnlyList<Operation> Read(ConfigFolder folder, Uri server)
    {
        try { return folder.ReadCached(NameOf(server)) is { } text ? ApiDocument.Read(text) : []; }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException) { return []; }
    }

    static string NameOf(Uri server) => $"api-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(server.ToString())))[..16]}.json";
}
