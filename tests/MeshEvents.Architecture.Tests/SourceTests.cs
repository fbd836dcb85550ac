using System.Text.RegularExpressions;
using MeshEvents.Testing;
using Xunit;

namespace MeshEvents.Architecture.Tests;

/// <summary>What the source itself must look like.</summary>
public sealed partial class SourceTests
{
    /// <summary>Words that have no place, what to use instead, and the few files that may.</summary>
    public static TheoryData<string, string, string[]> Banned() => new()
    {
        { @"\bDateTime(Offset)?\.(Utc)?Now\b", "TimeProvider: time is an input", [] },
        // a rebuild reads the next page on another thread while it folds this one
        { @"\bTask\.Run\b", "a BackgroundService, or await", ["src/MeshEvents.Store/Daemon/Rebuild.cs"] },
        { @"\bThread\.Sleep\b", "a timer", [] },
        { @"(?<![.\w])Console\.", "a logger; Out for what the operator reads", ["src/MeshEvents.Server/Out.cs"] },
        { @"catch\s*(\([^)]*\))?\s*\{\s*\}", "say why nothing is done", [] },
        { @"\bNotImplementedException\b|\bTODO\b|\bFIXME\b|\bHACK\b", "finish it, or leave it out", [] },
    };

    [Theory, MemberData(nameof(Banned))]
    public void Nobody_uses(string pattern, string instead, string[] allowed)
    {
        var found = Sources("src", "modules").Where(f => !allowed.Contains(f)).Where(f => Regex.IsMatch(Code(f), pattern)).ToList();
        Assert.True(found.Count == 0, $"Use {instead}: {string.Join(", ", found)}");
    }

    [Fact]
    public void Files_are_short_enough_to_be_one_idea()
    {
        var long_ = Sources("src", "modules", "agent", "tests", "tools").Where(f => File.ReadLines(Repo.Path(f)).Count() >= 300).ToList();
        Assert.Empty(long_);
    }

    [Fact]
    public void Sql_is_never_joined_from_text()
    {
        // a statement made with + or string.Format would take a value as text; holes become parameters, and the store alone writes names into SQL
        var found = Sources("modules").Where(f => JoinedSql().IsMatch(Code(f))).ToList();
        Assert.Empty(found);
    }

    [Fact]
    public void Migrations_have_a_number_and_a_name_each()
    {
        var names = Directory.EnumerateFiles(Repo.Path("migrations")).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal).ToList();
        Assert.All(names, name => Assert.Matches(@"^\d{4}-[a-z-]+\.sql$", name));
        Assert.Equal(names.Count, names.Select(n => n[..4]).Distinct().Count());
    }

    [Fact]
    public void Every_module_says_what_it_owns()
    {
        foreach (var module in Directory.EnumerateDirectories(Repo.Path("modules")).Where(m => Path.GetFileName(m) != "Contracts"))
        {
            var readme = File.ReadAllLines(Path.Combine(module, "README.md"));
            Assert.StartsWith("# ", readme[0]);
            Assert.Contains(readme, line => line.Contains("Never", StringComparison.OrdinalIgnoreCase));
        }
    }

    static IEnumerable<string> Sources(params string[] folders) =>
        from folder in folders
        where Directory.Exists(Repo.Path(folder))
        from file in Directory.EnumerateFiles(Repo.Path(folder), "*.cs", SearchOption.AllDirectories)
        let name = Path.GetRelativePath(Repo.Path("."), file).Replace('\\', '/')
        where !name.Contains("/obj/", StringComparison.Ordinal) && !name.Contains("/bin/", StringComparison.Ordinal) && !name.Contains("/node_modules/", StringComparison.Ordinal)
        select name;

    /// Without comments: they may speak of what is banned.
    static string Code(string file) => Comment().Replace(File.ReadAllText(Repo.Path(file)), "");

    [GeneratedRegex(@"//.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"""\s*(select|insert|update|delete)\b[^""]*""\s*\+|string\.Format\(""\s*(select|insert|update|delete)", RegexOptions.IgnoreCase)]
    private static partial Regex JoinedSql();
}
