using System.Text;
using MeshEvents.Agent.Platform;
using MeshEvents.Agent.State;

namespace MeshEvents.Agent.Journal;

/// <summary>
/// What the agent was commanded to do, in files of its own (<c>journal/</c> of the state folder): one line each, chained by SHA-256, so that no line can be changed, left
/// out or put in between without breaking all that follow. The server collects it and compares it with what it sent.
/// </summary>
sealed class CommandJournal : IDisposable
{
    /// <summary>Bytes of one file, and how many files are kept: some hundred thousand lines.</summary>
    public const long FileLimit = 8 << 20;
    public const int Kept = 8;

    /// <summary>The <c>prev</c> of the first line.</summary>
    public static readonly string Beginning = new('0', 64);

    readonly object gate = new();
    readonly string folder;
    readonly StateFolder state;
    readonly TimeProvider time;
    FileStream file;

    CommandJournal(StateFolder state, TimeProvider time)
    {
        (this.state, this.time) = (state, time);
        folder = Path.Combine(state.Path, "journal");
        state.Files.CreateFolder(folder);
        file = OpenNewest();
    }

    /// <summary>How many lines were ever written.</summary>
    public long Count { get; private set; }

    /// <summary>The last line's hash.</summary>
    public string Head { get; private set; } = Beginning;

    /// <summary>A line was written.</summary>
    public Pulse Grown { get; } = new();

    public static CommandJournal Open(StateFolder state, TimeProvider time) => new(state, time);

    /// <summary>Written to the system before this returns: nothing is done that does not stand here.</summary>
    /// <exception cref="IOException">The disk does not take it; then nothing may be done either.</exception>
    public void Write(JournalEntry entry)
    {
        lock (gate)
        {
            if (file.Length >= FileLimit) Turn();
            var line = entry.Line(Count + 1, Head, time.GetUtcNow());
            file.Write(Encoding.UTF8.GetBytes(line + "\n"));
            file.Flush();
            (Count, Head) = (Count + 1, JournalEntry.HashOf(line));
        }
        Grown.Set();
    }

    /// <summary>Lines from this number on that are still kept, at most so many; and the number of the first of them.</summary>
    public (long First, IReadOnlyList<string> Lines) Read(long from, int most)
    {
        lock (gate)
        {
            var files = Files();
            var start = files.LastOrDefault(f => f.First <= from) is { Path: not null } holds ? holds : files[0];
            var (number, first, lines) = (start.First, Math.Max(from, start.First), new List<string>());
            foreach (var (_, path) in files.SkipWhile(f => f.First < start.First))
            {
                foreach (var line in LinesOf(path))
                {
                    if (number++ < first) continue;
                    if (lines.Count == most || number - 1 > Count) return (first, lines);
                    lines.Add(line);
                }
            }
            return (first, lines);
        }
    }

    public void Dispose() => file.Dispose();

    static IEnumerable<string> LinesOf(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite), Encoding.UTF8);
        while (reader.ReadLine() is { } line) yield return line;
    }

    // journal-<number of its first line>.jsonl; so old ones can go without breaking the count
    string PathOf(long first) => Path.Combine(folder, $"journal-{first:D12}.jsonl");

    List<(long First, string Path)> Files() =>
        [.. Directory.EnumerateFiles(folder, "journal-*.jsonl").Order(StringComparer.Ordinal).Select(p => (First: NumberOf(p), Path: p)).Where(f => f.First > 0)];

    static long NumberOf(string path) => long.TryParse(Path.GetFileNameWithoutExtension(path).AsSpan("journal-".Length), out var number) ? number : 0;

    FileStream OpenNewest()
    {
        if (Files() is not [.., var newest]) return New(1);
        Count = newest.First - 1;
        var opened = new FileStream(newest.Path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
        var good = 0L;
        using (var reader = new StreamReader(opened, Encoding.UTF8, leaveOpen: true))
        {
            var text = reader.ReadToEnd();
            var end = text.LastIndexOf('\n') + 1;
            foreach (var line in text[..end].Split('\n', StringSplitOptions.RemoveEmptyEntries)) (Count, Head) = (Count + 1, JournalEntry.HashOf(line));
            good = Encoding.UTF8.GetByteCount(text.AsSpan(0, end));
        }
        opened.SetLength(good);              // half a line: the machine died while it was written, and nothing was done for it
        opened.Position = good;
        // a file that was just begun: the line before it is the last of its predecessor
        if (Count == newest.First - 1 && Files() is [.., var before, _] && LinesOf(before.Path).LastOrDefault() is { } last) Head = JournalEntry.HashOf(last);
        return opened;
    }

    FileStream New(long first)
    {
        state.Files.Write(PathOf(first), []);
        return new(PathOf(first), FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
    }

    void Turn()
    {
        file.Dispose();
        file = New(Count + 1);
        foreach (var (_, path) in Files().SkipLast(Kept)) File.Delete(path);
    }
}
