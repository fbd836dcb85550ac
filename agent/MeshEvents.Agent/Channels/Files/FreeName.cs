using MeshEvents.Agent.Platform.Files;

namespace MeshEvents.Agent.Channels.Files;

/// <summary>A name beside one that is taken: <c>report (2).txt</c>.</summary>
static class FreeName
{
    const int Most = 1000;

    public static string In(IFileSystem files, string folder, string name)
    {
        foreach (var path in Tries(files, folder, name))
        {
            if (files.Find(path) is null) return path;
        }
        throw new FileFailure(FileProblem.Exists, $"{name} is there already, a thousand times.");
    }

    /// <summary>Paths to try in turn, each one rename that takes no other file's place.</summary>
    public static IEnumerable<string> Tries(IFileSystem files, string folder, string name)
    {
        // the ending stays: archive.tar.gz has two, .bashrc none
        var dot = name.EndsWith(".tar.gz", StringComparison.Ordinal) ? name.Length - 7 : name.LastIndexOf('.');
        var (stem, ending) = dot <= 0 ? (name, "") : (name[..dot], name[dot..]);
        for (var i = 2; i < Most; i++)
        {
            if (files.In(folder, $"{stem} ({i}){ending}") is { } path) yield return path;
        }
    }
}

static class FreeSpace
{
    /// <summary>Bytes the account may still write there; null when the system does not say.</summary>
    public static long? Of(string folder)
    {
        try
        {
            return new DriveInfo(folder).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or ArgumentException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
