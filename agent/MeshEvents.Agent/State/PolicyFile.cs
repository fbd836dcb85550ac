using System.Text.Json;

namespace MeshEvents.Agent.State;

/// <summary>
/// <c>policy.json</c> of the agent's state folder: what whoever owns the device allows and demands. The server cannot change it. Each part of the agent reads its own
/// member; a file that does not say what it means ends the start.
/// </summary>
public static class PolicyFile
{
    public const string FileName = "policy.json";
    const int SizeLimit = 64 * 1024;

    /// <param name="member">The member this part reads.</param>
    /// <param name="unset">What holds when there is no file, or it does not have the member.</param>
    /// <param name="read">Null: it is not what <paramref name="demand"/> says.</param>
    /// <exception cref="AgentRefusal">The file does not say what it means: the agent does not start rather than allow too much.</exception>
    public static T Load<T>(StateFolder folder, string member, T unset, Func<JsonElement, T?> read, string demand) where T : class
    {
        var path = Path.Combine(folder.Path, FileName);
        if (!File.Exists(path)) return unset;
        if (new FileInfo(path).Length > SizeLimit) throw new AgentRefusal($"{path} is too large for a policy.");
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(path));
            if (document.RootElement.ValueKind != JsonValueKind.Object) throw new AgentRefusal($"{path} must be an object.");
            if (!document.RootElement.TryGetProperty(member, out var value)) return unset;
            return read(value) ?? throw new AgentRefusal($"{path}: {demand}");
        }
        catch (JsonException e)
        {
            throw new AgentRefusal($"{path} is not JSON: line {e.LineNumber + 1}.");
        }
    }
}
