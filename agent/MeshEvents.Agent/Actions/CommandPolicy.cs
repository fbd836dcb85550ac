using System.Text.Json;
using System.Text.Json.Nodes;
using MeshEvents.Agent.State;

namespace MeshEvents.Agent.Actions;

/// <summary>
/// What whoever owns the device lets the server command, in <c>policy.json</c> of the agent's state folder:
/// <c>{"commands":{"allow":["desktop","files","run"],"programs":["/usr/bin/uptime","/usr/bin/systemctl restart"]}}</c>. Without <c>allow</c>: everything. With <c>programs</c>,
/// <c>run</c> takes one line that begins with one of these and has nothing in it that a shell reads as more than words. The server cannot change it.
/// </summary>
sealed record CommandPolicy(IReadOnlySet<string>? Allow, IReadOnlyList<string>? Programs)
{
    public static readonly CommandPolicy Everything = new(null, null);

    // words, paths and options; no quotes, variables, wildcards, pipes, or second commands
    const string Plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ./_-+:=,@%";

    public bool Allows(string action) => Allow?.Contains(action) ?? true;

    /// <returns>A sentence when the device's owner does not allow this; null when it may be done.</returns>
    public string? WhyNot(string action, JsonElement arguments)
    {
        if (!Allows(action)) return $"The policy of this device does not allow '{action}'.";
        if (action != "run" || Programs is null) return null;
        var text = Arguments.Text(arguments, "text")?.Trim() ?? "";
        return text.Length > 0 && !text.AsSpan().ContainsAnyExcept(Plain) && Programs.Any(p => text == p || text.StartsWith(p + " ", StringComparison.Ordinal))
            ? null
            : "The policy of this device allows only certain programs, and this is none of them, or more than one plain line.";
    }

    /// <exception cref="AgentRefusal">The file does not say what it means: the agent does not start rather than allow too much.</exception>
    public static CommandPolicy Load(StateFolder folder) =>
        PolicyFile.Load(folder, "commands", Everything, Read, "\"commands\" must be an object with \"allow\", a list of names, or \"programs\", a list of absolute paths, or both.");

    /// <summary>The names or programs of an option of <c>install</c> as a list of JSON texts; null when they are none.</summary>
    public static JsonArray? MemberOf(string option, string list)
    {
        var texts = list.Split(',', StringSplitOptions.TrimEntries);
        var good = option == "--allow"
            ? texts.All(t => t.Length > 0 && char.IsAsciiLetterLower(t[0]) && !t.AsSpan().ContainsAnyExcept("abcdefghijklmnopqrstuvwxyz-"))
            : texts.All(t => t.StartsWith('/') && !t.AsSpan().ContainsAnyExcept(Plain));
        return good ? new([.. texts.Select(t => JsonValue.Create(t))]) : null;
    }

    static CommandPolicy? Read(JsonElement commands)
    {
        if (commands.ValueKind != JsonValueKind.Object) return null;
        var (allow, programs) = (Everything.Allow, Everything.Programs);
        foreach (var member in commands.EnumerateObject())
        {
            if (Texts(member.Value) is not { } texts) return null;
            if (member.Name == "allow") allow = texts.ToHashSet(StringComparer.Ordinal);
            else if (member.Name == "programs" && texts.All(t => t.StartsWith('/') && !t.AsSpan().ContainsAnyExcept(Plain))) programs = texts;
            else return null;            // a misspelt key would allow what it was to forbid
        }
        return new(allow, programs);
    }

    static IReadOnlyList<string>? Texts(JsonElement list)
    {
        if (list.ValueKind != JsonValueKind.Array) return null;
        var texts = list.EnumerateArray().Select(t => t.ValueKind == JsonValueKind.String ? t.GetString()!.Trim() : "").ToArray();
        return texts.All(t => t.Length > 0) ? texts : null;
    }
}
