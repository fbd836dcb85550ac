using System.Text.RegularExpressions;
using MeshEvents.Testing;
using Xunit;

namespace MeshEvents.Architecture.Tests;

/// <summary>What every source file keeps to, read from the text of the files.</summary>
public sealed partial class SourceTests
{
    static readonly IReadOnlyList<string> all = [.. new[] { "src", "modules", "agent", "tests", "tools" }.Where(f => Directory.Exists(Repo.Path(f))).SelectMany(f => Repo.Files(f, "*.cs"))];
    static readonly IReadOnlyList<string> ours = [.. all.Where(f => f.StartsWith("src/", StringComparison.Ordinal) || f.StartsWith("modules/", StringComparison.Ordinal))];

    /// <summary>File, what it may use, and why.</summary>
    static readonly IReadOnlyDictionary<(string File, string Word), string> allowed = new Dictionary<(string, string), string>
    {
        [("src/MeshEvents.Server/Out.cs", "Console")] = "it is the one place that talks to the person who started the server",
        [("src/MeshEvents.Store/Daemon/Rebuild.cs", "Task.Run")] = "a rebuild reads the next page on another thread while it folds this one",
    };

    [Fact]
    public void Files_are_shorter_than_300_lines() => Assert.DoesNotContain(all, f => Repo.Read(f).AsSpan().Count('\n') >= 300);

    public static TheoryData<string, string> Banned() => new()
    {
        { "clock", @"\bDateTime(Offset)?\.(Utc)?Now\b" }, { "Task.Run", @"\bTask\.Run\(" }, { "Console", @"\bConsole\.(Out|Error|Write|Read)" }, { "Thread.Sleep", @"\bThread\.Sleep\(" },
        { "partial hides", @"^#region" }, { "unfinished", @"\b(TODO|FIXME|HACK)\b|NotImplementedException" },
    };

    [Theory, MemberData(nameof(Banned))]
    public void Banned_words_stand_only_where_a_reason_allows_it(string word, string pattern)
    {
        var found = ours.Where(f => Regex.IsMatch(Repo.Read(f), pattern, RegexOptions.Multiline));
        Assert.DoesNotContain(found, f => !allowed.ContainsKey((f, word)));
    }

    [Fact]
    public void Every_allowance_is_still_needed()
    {
        foreach (var (file, word) in allowed.Keys)
            Assert.Matches(Banned().Select(b => ((string)b[0], (string)b[1])).Single(b => b.Item1 == word).Item2, Repo.Read(file));
    }

    /// <summary>A test that waits for a time is slow when it passes and wrong when the machine is slower.</summary>
    [Fact]
    public void No_test_waits_for_a_time() =>
        Assert.DoesNotContain(all, f => f.StartsWith("tests/", StringComparison.Ordinal) && !f.EndsWith("SourceTests.cs", StringComparison.Ordinal) && Waits().IsMatch(Repo.Read(f)));

    [Fact]
    public void Every_test_class_asserts()
    {
        foreach (var file in all.Where(f => f.StartsWith("tests/", StringComparison.Ordinal)))
        {
            var text = Repo.Read(file);
            if (!TestMark().IsMatch(text)) continue;
            Assert.True(Says().IsMatch(text), $"{file} has tests and asserts nothing.");
        }
    }

    [Fact]
    public void No_catch_is_empty() => Assert.DoesNotContain(all, f => !f.EndsWith("SourceTests.cs", StringComparison.Ordinal) && EmptyCatch().IsMatch(Repo.Read(f)));

    /// <summary>A migration that was applied anywhere is never changed: they have a number, a name, and no two have the same.</summary>
    [Fact]
    public void Migrations_are_numbered_once()
    {
        var names = Repo.Files("migrations", "*").Select(f => Path.GetFileName(f)).ToList();
        Assert.All(names, n => Assert.Matches(@"^\d{4}-[a-z0-9-]+\.sql$", n));
        Assert.Equal(names.Count, names.Select(n => n[..4]).Distinct().Count());
    }

    [GeneratedRegex(@"\b(Thread\.Sleep|Task\.Delay)\(")]
    private static partial Regex Waits();

    [GeneratedRegex(@"^\s*\[(Fact|Theory)", RegexOptions.Multiline)]
    private static partial Regex TestMark();

    [GeneratedRegex(@"\bAssert\.|\.Then|\.Be\(|\.BeInvalid\(|Prop\.|Check\.")]
    private static partial Regex Says();

    [GeneratedRegex(@"catch(\s*\([^)]*\))?(\s*when\s*\([^{]*\))?\s*\{\s*\}")]
    private static partial Regex EmptyCatch();
}
