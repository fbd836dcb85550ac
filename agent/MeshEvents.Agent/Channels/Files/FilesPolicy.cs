using System.Text.Json;
using MeshEvents.Agent.State;

namespace MeshEvents.Agent.Channels.Files;

/// <summary>
/// Which files whoever owns the device lets be reached, in <c>policy.json</c>: <c>{"files":{"roots":["/srv","/home"]}}</c>. No word about files: everything that the
/// agent's account may do.
/// </summary>
public sealed record FilesPolicy(IReadOnlyList<string> Roots)
{
    public static readonly FilesPolicy Everything = new([]);

    /// <exception cref="AgentRefusal">The file does not say what it means.</exception>
    public static FilesPolicy Load(StateFolder folder) =>
        PolicyFile.Load(folder, "files", Everything, Read, "\"files\" must be an object with \"roots\", a list of at least one absolute path.");

    static FilesPolicy? Read(JsonElement files)
    {
        if (files.ValueKind != JsonValueKind.Object || !files.TryGetProperty("roots", out var roots) || roots.ValueKind != JsonValueKind.Array || roots.GetArrayLength() == 0) return null;
        var paths = roots.EnumerateArray().Select(r => r.ValueKind == JsonValueKind.String ? r.GetString() : null).ToArray();
        return paths.All(p => p is not null && Path.IsPathFullyQualified(p)) ? new([.. paths.OfType<string>()]) : null;
    }
}
