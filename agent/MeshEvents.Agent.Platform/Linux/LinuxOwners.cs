using System.Globalization;
using MeshEvents.Agent.Platform.Files;

namespace MeshEvents.Agent.Platform.Linux;

/// <summary>Names of users and groups by their numbers, as the local files have them; else the number. For one listing: the files may change.</summary>
sealed class LinuxOwners
{
    readonly Lazy<Dictionary<uint, string>> users = new(() => Read("/etc/passwd")), groups = new(() => Read("/etc/group"));

    public (string Owner, string Group) Names(uint user, uint group) => (Of(users.Value, user), Of(groups.Value, group));

    /// <summary>The numbers of an entry's owner and group; null when they have none any more.</summary>
    public (uint User, uint Group)? Ids(FileEntry entry) =>
        Id(users.Value, entry.Owner) is { } user && Id(groups.Value, entry.Group) is { } group ? (user, group) : null;

    static string Of(Dictionary<uint, string> names, uint id) => names.GetValueOrDefault(id) ?? id.ToString(CultureInfo.InvariantCulture);

    static uint? Id(Dictionary<uint, string> names, string? name)
    {
        foreach (var (id, known) in names)
        {
            if (known == name) return id;
        }
        return uint.TryParse(name, out var number) ? number : null;
    }

    // name:x:number:…
    static Dictionary<uint, string> Read(string file)
    {
        var names = new Dictionary<uint, string>();
        foreach (var line in SystemFiles.Lines(file))
        {
            if (line.Split(':') is [{ Length: > 0 } name, _, var number, ..] && uint.TryParse(number, out var id)) names.TryAdd(id, name);
        }
        return names;
    }
}
