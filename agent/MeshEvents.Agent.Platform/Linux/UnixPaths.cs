using MeshEvents.Agent.Platform.Files;
using MeshEvents.Wire.Files;

namespace MeshEvents.Agent.Platform.Linux;

/// <summary>Paths with slashes, as texts of <see cref="EscapedName"/>.</summary>
static class UnixPaths
{
    const int LongestName = 255;

    /// <summary><c>/a/b</c>; null when a part is <c>..</c> or no name.</summary>
    public static string? Normal(string path)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(p => p != ".").ToArray();
        return parts.All(IsName) ? "/" + string.Join('/', parts) : null;
    }

    public static string? In(string folder, string name) => !IsName(name) ? null : folder == "/" ? "/" + name : $"{folder}/{name}";

    /// <summary>The bytes for the C library, with a closing zero.</summary>
    public static byte[] Zero(string path) =>
        EscapedName.ToBytes(path) is { } bytes ? [.. bytes, 0] : throw new FileFailure(FileProblem.Refused, "The path is no text.");

    static bool IsName(string name) =>
        name is not ("" or "." or "..") && !name.AsSpan().ContainsAny('/', '\0') && EscapedName.ToBytes(name) is { Length: <= LongestName };
}
