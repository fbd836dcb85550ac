using MeshEvents.Bus;
using MeshEvents.Kernel;
using MeshEvents.Server;
using MeshEvents.Store;
using MeshEvents.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace MeshEvents.Architecture.Tests;

/// <summary>What the modules list, against what their assemblies hold: nothing runs that is not listed, and nothing is forgotten.</summary>
public sealed class ListTests
{
    static readonly (Facts Facts, Slices Slices, Projections Projections, BusSetup Bus) listed = Wiring.Listed(Server.Modules.All(), new ServiceCollection());

    static readonly IReadOnlyList<Type> types =
        [.. Server.Modules.All().Select(m => m.GetType().Assembly).Append(typeof(Contracts.Devices.DeviceId).Assembly).Append(typeof(CommandRefused).Assembly).Distinct().SelectMany(a => a.GetTypes())];

    /// <summary>What may be asked by anyone, and why.</summary>
    static readonly IReadOnlyDictionary<string, string> open = new Dictionary<string, string>
    {
        ["SetUp"] = "nobody has an account yet; its one-time code is the right",
        ["StartPairing"] = "a program has no account; a person who has one confirms it",
        ["GetPairing"] = "the program that asked has no account yet; it is told nothing that works without its own secret",
        ["SignIn"] = "name and password are what it is about",
    };

    /// <summary>Commands with text that need no validator, and why.</summary>
    static readonly IReadOnlyDictionary<string, string> bounded = new Dictionary<string, string>
    {
        ["ResumeProjection"] = "the name must be one of the shards there are",
        ["RebuildProjection"] = "the name must be one of the shards there are",
        ["EnrollDevice"] = "only the gateway asks it, with text it has cleaned",
        ["ReportInventory"] = "only the gateway asks it, with text it has cleaned",
        ["ReportOffers"] = "only the gateway asks it, with text it has cleaned",
        ["CutSession"] = "only the server asks it, with sentences of its own",
        ["CloseSession"] = "only the server asks it, with sentences of its own",
    };

    static bool IsOf(Type type, Type family) => !type.IsAbstract && family.IsAssignableFrom(type);

    [Fact]
    public void Every_fact_is_listed_by_exactly_one_module() =>
        Assert.Equal(types.Where(t => IsOf(t, typeof(Fact))).Select(t => t.Name).Order(), listed.Facts.All.Select(f => f.Type.Name).Order());

    [Fact]
    public void A_stored_name_begins_with_a_module()
    {
        var modules = Server.Modules.All().Select(m => m.Name).Append("bus").ToHashSet();
        Assert.All(listed.Facts.All, f => Assert.Contains(f.StoredName.Split('.')[0], modules));
    }

    [Fact]
    public void Every_command_and_query_is_listed()
    {
        var asked = types.Where(t => IsOf(t, typeof(ICommand)) || !t.IsAbstract && t.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IQuery<>)));
        Assert.Equal(asked.Select(t => t.Name).Order(), listed.Slices.All.Select(s => s.Name).Order());
    }

    [Fact]
    public void Every_message_is_handled_under_a_stored_name()
    {
        Assert.Equal(types.Where(t => IsOf(t, typeof(Message))).Select(t => t.Name).Order(), listed.Bus.Messages.Select(m => m.Type.Name).Order());
        Assert.All(listed.Bus.Messages.Select(m => m.Name).Concat(listed.Bus.Waiting.Values).Concat(listed.Bus.Reactions.Select(r => r.Name)), n => Assert.Matches(@"^[a-z]+\.[a-z_]+$", n));
        Assert.Distinct(listed.Bus.Messages.Select(m => m.Name).Concat(listed.Bus.Waiting.Values).Concat(listed.Bus.Reactions.Select(r => r.Name)));
    }

    [Fact]
    public void Every_command_that_is_asked_later_has_a_stored_name()
    {
        var later = Repo.Files("modules", "*.cs").Select(Repo.Read).SelectMany(t => System.Text.RegularExpressions.Regex.Matches(t, @"(?:\.Later|ScheduleAsync)\([^;]*?new (\w+)\(").Select(m => m.Groups[1].Value)).Distinct().Order();
        Assert.Equal(later, listed.Bus.Waiting.Keys.Select(t => t.Name).Order());
    }

    [Fact]
    public void Only_the_listed_few_are_open_to_anyone()
    {
        var anyone = listed.Slices.All.Where(s => Source(s.Asked) is { } text && text.Contains("Need.Anyone", StringComparison.Ordinal)).Select(s => s.Name).Where(n => MapOf(n).Contains("Need.Anyone", StringComparison.Ordinal));
        Assert.Equal(open.Keys.Order(), anyone.Order());
    }

    [Fact]
    public void Every_command_with_text_has_a_validator()
    {
        var text = listed.Slices.All.Where(s => s.Query is null && s.Asked.GetProperties().Any(p => p.PropertyType == typeof(string) || p.PropertyType == typeof(string[])));
        Assert.Empty(text.Where(s => s.Validator.Value is null).Select(s => s.Name).Except(bounded.Keys));
    }

    public static TheoryData<string> Features() =>
        [.. Repo.Files("modules", "*.cs").Concat(Repo.Files("src/MeshEvents.Server", "*.cs")).Where(f => f.Contains("/Features/", StringComparison.Ordinal) && !f.EndsWith("/Rules.cs", StringComparison.Ordinal))];

    [Theory, MemberData(nameof(Features))]
    public void Every_feature_has_a_test_file_of_its_name(string file)
    {
        var mirrored = file.Replace("modules/", "", StringComparison.Ordinal).Replace("src/MeshEvents.", "", StringComparison.Ordinal).Replace(".cs", "Tests.cs", StringComparison.Ordinal);
        Assert.True(File.Exists(Repo.Path("tests/MeshEvents.Modules.Tests", mirrored)), $"tests/MeshEvents.Modules.Tests/{mirrored} is missing.");
    }

    [Fact]
    public void Every_module_says_in_a_few_lines_what_it_is()
    {
        foreach (var module in Directory.GetDirectories(Repo.Path("modules")).Select(d => Path.GetFileName(d)!).Except(["Contracts"]))
            Assert.InRange(Repo.Read($"modules/{module}/README.md").Split('\n').Length, 3, 7);
    }

    static string? Source(Type type) => Repo.Files("modules", "*.cs").Select(Repo.Read).FirstOrDefault(t => t.Contains($"record {type.Name}(", StringComparison.Ordinal));

    /// The line or lines in which the slice is mapped.
    static string MapOf(string name) =>
        Repo.Files("modules", "*.cs").Select(Repo.Read).SelectMany(t => System.Text.RegularExpressions.Regex.Matches(t, $@"slices\s*\.\w+<[^>]*\b{name}\b[^;]*;").Select(m => m.Value)).FirstOrDefault("");
}
