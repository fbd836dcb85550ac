using System.Text.Json;
using System.Text.Json.Nodes;
using MeshEvents.Bus;
using MeshEvents.Store;
using Microsoft.Extensions.DependencyInjection;

namespace MeshEvents.Modules.Tests;

/// <summary>
/// One file for each shape of a fact ever released, <c>&lt;Module&gt;/Facts/&lt;stored name&gt;.&lt;n&gt;.json</c>: all are read, and the newest is written back
/// byte for byte. A sample is never edited; a fact that grows gets a further one.
/// </summary>
public sealed class FactSamples
{
    static readonly Facts facts = Wiring.Listed(MeshEvents.Server.Modules.All(), new ServiceCollection()).Facts;

    public static TheoryData<string> StoredNames() => [.. facts.All.Select(f => f.StoredName).Order(StringComparer.Ordinal)];
    static readonly string[] files = [.. Repo.Files("tests/MeshEvents.Modules.Tests", "*.json").Where(f => f.Contains("/Facts/", StringComparison.Ordinal))];
    public static TheoryData<string> Files() => [.. files];

    static string NameOf(string file) => Path.GetFileName(file).Split('.') is [var module, var name, _, "json"] ? $"{module}.{name}" : throw new FormatException($"{file} is not <module>.<name>.<n>.json");
    static int NumberOf(string file) => int.Parse(Path.GetFileName(file).Split('.')[2], System.Globalization.CultureInfo.InvariantCulture);

    [Theory, MemberData(nameof(StoredNames))]
    public void Every_fact_has_a_sample(string name) => Assert.Contains(files.Select(NameOf), n => n == name);

    [Theory, MemberData(nameof(Files))]
    public void Every_sample_is_read_and_has_its_sentence(string file)
    {
        var kind = facts.ByStoredName(NameOf(file));
        Assert.NotNull(kind);
        var fact = (Fact)JsonSerializer.Deserialize(Repo.Read(file), kind.Type, Json.Web)!;
        Assert.NotEmpty(facts.Sentence(fact));
        Assert.DoesNotContain("MeshEvents.", facts.Sentence(fact), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(StoredNames))]
    public void The_newest_is_written_back_byte_for_byte(string name)
    {
        var newest = files.Where(f => NameOf(f) == name).MaxBy(NumberOf)!;
        var kind = facts.ByStoredName(name)!;
        var text = Repo.Read(newest);
        var fact = (Fact)JsonSerializer.Deserialize(text, kind.Type, Json.Web)!;
        Assert.Equal(text.TrimEnd('\n'), JsonSerializer.Serialize(fact, kind.Type, Json.Web));
    }

    /// A sample in which a property stands with its empty value would not notice that the property was renamed. Older samples lack what came later.
    [Theory, MemberData(nameof(StoredNames))]
    public void The_newest_sample_fills_every_property(string name)
    {
        var json = JsonNode.Parse(Repo.Read(files.Where(f => NameOf(f) == name).MaxBy(NumberOf)!))!.AsObject();
        var type = facts.ByStoredName(name)!.Type;
        Assert.Equal(type.GetProperties().Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name)).Where(n => n != "equalityContract").Order(), json.Select(p => p.Key).Order());
    }

    [Fact]
    public void The_sample_of_each_fact_lies_with_its_module() =>
        Assert.All(files, f => Assert.Contains($"/{char.ToUpperInvariant(NameOf(f)[0])}{NameOf(f).Split('.')[0][1..]}/Facts/", f, StringComparison.Ordinal));
}
