using System.Text.Json;
using System.Text.Json.Serialization;
using MeshEvents.Wire;

namespace MeshEvents.Agent.State;

/// <summary>
/// Web certificates behind which a server has proved its identity, by server id. With one of them the agent asks the server
/// to skip its signature (spec/agent-handshake.md 5, second form). The newest <see cref="Kept"/> of each server are remembered.
/// </summary>
public sealed class KnownServers
{
    public const int Kept = 8;

    readonly StateFolder folder;
    readonly Dictionary<string, List<string>> byServer;

    KnownServers(StateFolder folder, Dictionary<string, List<string>> byServer)
    {
        this.folder = folder;
        this.byServer = byServer;
    }

    /// <summary>A damaged file counts as empty: the long form of the handshake works without it.</summary>
    public static KnownServers Load(StateFolder folder) => new(folder, Read(folder.KnownServers) ?? []);

    public bool Knows(Bytes48 serverId, Bytes48 webCertificate) =>
        byServer.TryGetValue(serverId.ToHex(), out var hashes) && hashes.Contains(webCertificate.ToHex());

    public void Remember(Bytes48 serverId, Bytes48 webCertificate)
    {
        if (Knows(serverId, webCertificate)) return;
        var hashes = byServer.TryGetValue(serverId.ToHex(), out var some) ? some : byServer[serverId.ToHex()] = [];
        hashes.Add(webCertificate.ToHex());
        if (hashes.Count > Kept) hashes.RemoveRange(0, hashes.Count - Kept);
        folder.Files.Write(folder.KnownServers, JsonSerializer.SerializeToUtf8Bytes(byServer, KnownServersJson.Default.DictionaryStringListString));
    }

    static Dictionary<string, List<string>>? Read(string path)
    {
        if (!File.Exists(path)) return null;
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), KnownServersJson.Default.DictionaryStringListString);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSerializable(typeof(Dictionary<string, List<string>>))]
[JsonSourceGenerationOptions(WriteIndented = true)]
sealed partial class KnownServersJson : JsonSerializerContext;
