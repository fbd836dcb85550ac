using System.Text.Json;
using System.Text.Json.Nodes;
using MeshEvents.Bus;
using Microsoft.Extensions.DependencyInjection;

namespace MeshEvents.Modules.Tests;

/// <summary>
/// What may lie in the outbox when a newer server starts: messages, commands that wait, reactions to be tried again. One file for each shape ever released,
/// <c>&lt;Module&gt;/Messages/&lt;stored name&gt;.&lt;n&gt;.json</c>, under the same rules as the facts' samples.
/// </summary>
public sealed class MessageSamples
{
    static readonly BusSetup bus = Wiring.Listed(MeshEvents.Server.Modules.All(), new ServiceCollection()).Bus;

    static readonly Dictionary<string, Type> typeOf = bus.Messages.Select(m => (m.Name, m.Type)).Concat(bus.Waiting.Select(w => (Name: w.Value, Type: w.Key)))
        .Concat(bus.Reactions.Select(r => (r.Name, Type: typeof(RetryReaction)))).ToDictionary();

    static readonly string[] files = [.. Repo.Files("tests/MeshEvents.Modules.Tests", "*.json").Where(f => f.Contains("/Messages/", StringComparison.Ordinal))];

    public static TheoryData<string> StoredNames() => [.. typeOf.Keys.Order(StringComparer.Ordinal)];
    public static TheoryData<string> Files() => [.. files];

    static string NameOf(string file) => Path.GetFileName(file).Split('.') is [var module, var name, _, "json"] ? $"{module}.{name}" : throw new FormatException($"{file} is not <module>.<name>.<n>.json");
    static int NumberOf(string file) => int.Parse(Path.GetFileName(file).Split('.')[2], System.Globalization.CultureInfo.InvariantCulture);

    [Theory, MemberData(nameof(StoredNames))]
    public void Everything_that_may_lie_in_the_outbox_has_a_sample(string name) => Assert.Contains(name, files.Select(NameOf));

    /// <summary>The stored name is in databases out there: it may lose its sender, never its reader.</summary>
    [Theory, MemberData(nameof(Files))]
    public void Every_sample_is_read(string file)
    {
        Assert.True(typeOf.TryGetValue(NameOf(file), out var type), $"No module knows {NameOf(file)} any more, and an outbox may still hold it.");
        Assert.NotNull(JsonSerializer.Deserialize(Repo.Read(file), type, Json.Web));
    }

    [Theory, MemberData(nameof(StoredNames))]
    public void The_newest_is_written_back_byte_for_byte(string name)
    {
        var text = Repo.Read(files.Where(f => NameOf(f) == name).MaxBy(NumberOf)!);
        var read = JsonSerializer.Deserialize(text, typeOf[name], Json.Web)!;
        Assert.Equal(text.TrimEnd('\n'), JsonSerializer.Serialize(read, read.GetType(), Json.Web));
    }

    /// A sample in which a property stands with its empty value would not notice that the property was renamed.
    [Theory, MemberData(nameof(StoredNames))]
    public void The_newest_sample_fills_every_property(string name)
    {
        var json = JsonNode.Parse(Repo.Read(files.Where(f => NameOf(f) == name).MaxBy(NumberOf)!))!.AsObject();
        Assert.Equal(typeOf[name].GetProperties().Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name)).Order(), json.Where(p => p.Value is not null).Select(p => p.Key).Order());
    }

    [Fact]
    public void A_sample_lies_with_its_module() =>
        Assert.All(files, f => Assert.Contains($"/{char.ToUpperInvariant(NameOf(f)[0])}{NameOf(f).Split('.')[0][1..]}/Messages/", f, StringComparison.Ordinal));
}
