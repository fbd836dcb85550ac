using System.Text.Json;
using MeshEvents.Agent.State;

namespace MeshEvents.Agent.Channels.Files;

/// <summary>
/// What whoever owns the device allows, in <c>policy.json</c> of the agent's state folder: <c>{"files":{"roots":["/srv","/home"]}}</c>. No file, or no word about files:
/// everything that the agent's account may do. The server cannot change it.
/// </summary>
public sealed record FilesPolicy(IReadOnlyList<string> Roots)
{
    public const string FileName = "policy.json";

    public static readonly FilesPolicy Everything = new([]);

    /// <exception cref="AgentRefusal">The file does not say what it means: the agent does not start rather than allow too much.</exception>
    public static FilesPolicy Load(StateFolder folder)
    {
        var path = Path.Combine(folder.Path, FileName);
        if (!File.Exists(path)) return Everything;
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(path));
            return Read(document.RootElement) ?? throw new AgentRefusal($"{path}: \"files\" must be an object with \"roots\", a list of at least one absolute path.");
        }
        catch (JsonException e)
        {
            throw new AgentRefusal($"{path} is not JSON: line {e.LineNumber + 1}.");
        }
    }

    static FilesPolicy? Read(JsonElement policy)
    {
        if (policy.ValueKind != JsonValueKind.Object) return null;
        if (!policy.TryGetProperty("files", out var files)) return Everything;
        if (files.ValueKind != JsonValueKind.Object || !files.TryGetProperty("roots", out var roots) || roots.ValueKind != JsonValueKind.Array || roots.GetArrayLength() == 0) return null;
        var paths = roots.EnumerateArray().Select(r => r.ValueKind == JsonValueKind.String ? r.GetString() : null).ToArray();
        return paths.All(p => p is not null && Path.IsPathFullyQualified(p)) ? new([.. paths.OfType<string>()]) : null;
    }
}
