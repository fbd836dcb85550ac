using MeshEvents.Agent.Platform.Files;

namespace MeshEvents.Agent.Channels.Files;

/// <summary>
/// Where uploads that were not finished lie, kept over restarts of the agent so that none is forgotten on the disk: after a day they are deleted. The file has a line
/// for each: <c>+</c> begun or <c>-</c> gone, and the path, escaped as in addresses.
/// </summary>
public sealed class PartLedger
{
    public const string FileName = "parts";
    public static readonly TimeSpan KeptFor = TimeSpan.FromDays(1);

    readonly object gate = new();         // a monitor: at a Lock the published agent was seen to hang
    readonly HashSet<string> parts = [];
    readonly string file;

    public PartLedger(string folder)
    {
        file = Path.Combine(folder, FileName);
        if (!File.Exists(file)) return;
        foreach (var line in File.ReadLines(file))
        {
            if (line.Length < 2) continue;
            var path = Uri.UnescapeDataString(line[1..]);
            if (line[0] == '+') parts.Add(path); else parts.Remove(path);
        }
        File.WriteAllLines(file, parts.Select(p => Line('+', p)));
    }

    public int Count
    {
        get { lock (gate) return parts.Count; }
    }

    public void Begun(string path)
    {
        lock (gate)
        {
            if (parts.Add(path)) File.AppendAllLines(file, [Line('+', path)]);
        }
    }

    public void Gone(string path)
    {
        lock (gate)
        {
            if (parts.Remove(path)) File.AppendAllLines(file, [Line('-', path)]);
        }
    }

    /// <summary>Deletes those that nobody has written to for a day; one that cannot be deleted now is tried again the next time.</summary>
    public void Sweep(IFileSystem files, DateTimeOffset now)
    {
        string[] all;
        lock (gate) all = [.. parts];
        foreach (var path in all)
        {
            try
            {
                var entry = files.Find(path);
                if (entry is not null && now - entry.Modified < KeptFor) continue;
                if (entry is { Kind: EntryKind.File, Link: null }) files.DeleteFile(path);
                Gone(path);
            }
            catch (FileFailure)
            {
                continue;
            }
        }
    }

    static string Line(char sign, string path) => sign + Uri.EscapeDataString(path);
}
