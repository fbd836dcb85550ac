using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MeshEvents.Agent.Journal;
using MeshEvents.Agent.Platform;
using MeshEvents.Agent.State;

namespace MeshEvents.Agent.Tests.Actions;

public sealed class CommandJournalTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("journal-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    static JournalEntry Entry(int i = 0) => new(JournalWord.Taken, Guid.NewGuid(), "run", "ada \"quoted\"\n", new string('b', 64), new string('w', i));

    static string Hash(string line) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(line)));

    T With<T>(Func<CommandJournal, T> use)
    {
        using var state = StateFolder.Open(folder, Machine.Current.Files);
        using var journal = CommandJournal.Open(state, TimeProvider.System);
        return use(journal);
    }

    IReadOnlyList<string> All() => With(j => j.Read(1, int.MaxValue).Lines);

    static void Chained(IReadOnlyList<string> lines)
    {
        for (var i = 0; i < lines.Count; i++)
        {
            var line = JsonElement.Parse(lines[i]);
            Assert.Equal((i + 1L, i == 0 ? CommandJournal.Beginning : Hash(lines[i - 1])), (line.GetProperty("n").GetInt64(), line.GetProperty("prev").GetString()));
        }
    }

    [Fact] public void Lines_are_chained_over_restarts()
    {
        for (var round = 0; round < 3; round++)
            With(j =>
            {
                j.Write(Entry());
                j.Write(Entry());
                return 0;
            });
        Chained(All());
        Assert.Equal((6, Hash(All()[5])), With(j => (j.Count, j.Head)));
    }

    [Fact] public void Half_a_line_at_the_end_is_dropped_and_the_chain_goes_on()
    {
        With(j => { j.Write(Entry()); j.Write(Entry()); return 0; });
        var file = Directory.EnumerateFiles(Path.Combine(folder, "journal")).Single();
        var whole = File.ReadAllBytes(file);
        for (var cut = whole.Length - 1; cut > whole.Length - 60; cut--)
        {
            File.WriteAllBytes(file, whole[..cut]);
            With(j => { j.Write(Entry()); return 0; });
            Assert.Equal(2, All().Count);
            Chained(All());
        }
    }

    [Fact] public void A_full_file_is_followed_by_another_and_the_oldest_go()
    {
        var lines = With(j =>
        {
            for (var i = 0; Directory.GetFiles(Path.Combine(folder, "journal")).Length <= CommandJournal.Kept && j.Count < 400_000; i++) j.Write(Entry(250));
            var files = Directory.GetFiles(Path.Combine(folder, "journal")).Length;
            Assert.Equal(CommandJournal.Kept, files);
            var (first, some) = j.Read(1, 5);
            Assert.True(first > 1);
            Assert.Equal(first, JsonElement.Parse(some[0]).GetProperty("n").GetInt64());
            var (at, over) = j.Read(j.Count - 2, 100);
            Assert.Equal((j.Count - 2, 3), (at, over.Count));
            return j.Count;
        });
        Assert.Equal(lines, With(j => j.Count));
    }

    [Fact] public void It_is_nobody_elses() => With(j =>
    {
        j.Write(Entry());
        if (OperatingSystem.IsWindows()) return 0;
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Directory.GetFiles(Path.Combine(folder, "journal")).Single()));
        return 0;
    });
}
