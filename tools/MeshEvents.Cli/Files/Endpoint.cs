namespace MeshEvents.Cli.Files;

/// <summary>
/// One side of a copy as it is typed: <c>device:/path</c>, or a path here. As in scp a colon before the first slash makes it a device's; <c>./a:b</c> is a file here,
/// and on Windows <c>C:\x</c> too. A device's path is absolute.
/// </summary>
sealed record Endpoint(string? Device, string Path)
{
    /// <exception cref="MeshException">It names nothing.</exception>
    public static Endpoint Parse(string text)
    {
        var colon = text.IndexOf(':');
        if (colon < 0 || text.IndexOf('/') is >= 0 and var slash && slash < colon || OperatingSystem.IsWindows() && colon == 1)
            return text.Length > 0 && !text.Contains('\0') ? new(null, text) : throw Wrong("An empty word is no path.");
        var (device, path) = (text[..colon], text[(colon + 1)..]);
        if (device.Length == 0) throw Wrong($"'{Output.Plain.Line(text)}' names no device before the colon. A file of that name is written ./{Output.Plain.Line(text)}.");
        return IsAbsolute(path) ? new(device, path) : throw Wrong($"'{Output.Plain.Line(path)}' is not an absolute path. Write {Output.Plain.Line(device)}:/folder/file.");
    }

    /// <summary>With this at its end it means a folder.</summary>
    public bool SaysFolder => Path[^1] is '/' || Path[^1] is '\\' && (Device is null ? OperatingSystem.IsWindows() : IsWindows(Path));

    /// <summary>A folder of the device, and a name in it.</summary>
    public static string Join(string folder, string name) => $"{folder.TrimEnd('/', IsWindows(folder) ? '\\' : '/')}/{name}";

    /// <summary>A device's path as the folder and the name in it; the name is empty for <c>/</c> and for drives.</summary>
    public static (string Folder, string Name) Split(string path)
    {
        char[] separators = IsWindows(path) ? ['/', '\\'] : ['/'];
        var trimmed = path.TrimEnd(separators);
        var cut = trimmed.LastIndexOfAny(separators);
        return cut < 0 ? (path, "") : (cut == 0 ? "/" : trimmed[..cut], trimmed[(cut + 1)..]);
    }

    static bool IsAbsolute(string path) => path.StartsWith('/') || IsWindows(path) && path.Length > 2 && path[2] is '/' or '\\';

    static bool IsWindows(string path) => path.Length > 1 && char.IsAsciiLetter(path[0]) && path[1] == ':';

    static MeshException Wrong(string sentence) => new(Exit.Usage, sentence, "mesh cp --help");
}
