using MeshEvents.Wire;
using MeshEvents.Wire.Msh;

namespace MeshEvents.Agent.State;

/// <summary>What the agent needs of its <c>.msh</c> file: where to connect, whom to trust there, which group to ask for.</summary>
public sealed record AgentSettings(Bytes48 MeshId, IReadOnlyList<MshServer> Servers, string? AgentName)
{
    const int NameLimit = 255;

    /// <exception cref="AgentRefusal">The file is missing or lacks something; the sentence says what.</exception>
    public static AgentSettings Load(string path)
    {
        if (!File.Exists(path)) throw new AgentRefusal($"There are no settings at {path}. They come from the server: its page 'add a device' has them.");
        if (new FileInfo(path).Length > MshReader.SizeLimit) throw new AgentRefusal($"{path} is too large for settings.");
        if (MshReader.Read(File.ReadAllBytes(path), out var settings, out var reason) != Reading.Done) throw new AgentRefusal($"{path}: {reason}.");
        if (!settings.TryMeshId(out var meshId)) throw new AgentRefusal($"{path}: MeshID is not 0x and 96 hexadecimal digits.");
        if (!settings.TryServers(out var servers, out reason)) throw new AgentRefusal($"{path}: {reason}.");
        var name = settings["agentName"];
        return new(meshId, servers, name is { Length: > NameLimit } ? name[..NameLimit] : name);
    }
}
