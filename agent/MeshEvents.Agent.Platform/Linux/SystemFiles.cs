namespace MeshEvents.Agent.Platform.Linux;

/// <summary>The small files of <c>/proc</c> and <c>/sys</c>: what is missing or not ours to read counts as empty.</summary>
static class SystemFiles
{
    /// <summary>The file's first line without blanks, or null.</summary>
    public static string? Text(string path) => Lines(path).FirstOrDefault()?.Trim() is { Length: > 0 } text ? text : null;

    public static long? Number(string path) => long.TryParse(Text(path), out var number) ? number : null;

    public static IReadOnlyList<string> Lines(string path) => Read(path, File.ReadAllLines) ?? [];

    public static byte[] Bytes(string path, int limit) => Read(path, p => new FileInfo(p).Length <= limit ? File.ReadAllBytes(p) : []) ?? [];

    public static IReadOnlyList<string> Folders(string path) => Read(path, Directory.GetDirectories) ?? [];

    static T? Read<T>(string path, Func<string, T> read) where T : class
    {
        try
        {
            return read(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)   // not every machine has it, not every user may read it
        {
            return null;
        }
    }
}
