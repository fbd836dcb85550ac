using System.Reflection;
using System.Text.Json;
using MeshEvents.Bus;
using MeshEvents.Kernel;
using MeshEvents.Server;
using MeshEvents.Store;
using MeshEvents.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace MeshEvents.Architecture.Tests;

/// <summary>
/// One sample for each shape of a fact ever released: all are read, and the newest is written back byte for byte. A fact without a sample fails, and the message
/// holds one to start from: <c>UPDATE_SAMPLES=1</c> writes what is missing, never what is there.
/// </summary>
public sealed class GoldenSampleTests
{
    static readonly IModule[] modules = Modules.All();
    static readonly Facts facts = Wiring.Listed(modules, new ServiceCollection()).Facts;
    static readonly JsonSerializerOptions indented = new(Json.Web) { WriteIndented = true };

    public static TheoryData<string> StoredNames() => [.. facts.All.Select(f => f.StoredName).Order(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(StoredNames))]
    public void Is_read_as_it_was_and_written_as_it_is(string storedName)
    {
        var kind = facts.ByStoredName(storedName)!;
        var samples = Samples(storedName);
        if (samples.Count == 0)
        {
            var made = JsonSerializer.Serialize(Sample.Of(kind.Type), kind.Type, indented) + "\n";
            if (Environment.GetEnvironmentVariable("UPDATE_SAMPLES") == "1") File.WriteAllText(FileOf(storedName, 1), made);
            Assert.Fail($"{storedName} has no golden sample. One to start from, {FileOf(storedName, 1)}:\n{made}");
        }
        foreach (var sample in samples) Assert.IsType(kind.Type, JsonSerializer.Deserialize(File.ReadAllText(sample), kind.Type, Json.Web), exactMatch: true);
        var newest = File.ReadAllText(samples[^1]);
        Assert.Equal(newest, JsonSerializer.Serialize(JsonSerializer.Deserialize(newest, kind.Type, Json.Web), kind.Type, indented) + "\n");
        Assert.NotEmpty(facts.Sentence((Fact)JsonSerializer.Deserialize(newest, kind.Type, Json.Web)!));
    }

    [Fact]
    public void No_sample_is_of_a_fact_that_is_gone()
    {
        var known = facts.All.Select(f => f.StoredName).ToHashSet();
        var samples = Directory.EnumerateFiles(Repo.Path("tests/MeshEvents.Modules.Tests"), "*.json", SearchOption.AllDirectories)
            .Where(f => f.Replace('\\', '/').Contains("/Facts/", StringComparison.Ordinal)).Select(f => string.Join('.', Path.GetFileName(f).Split('.')[..2]));
        Assert.Subset(known, samples.ToHashSet());
    }

    static IReadOnlyList<string> Samples(string storedName)
    {
        var found = new List<string>();
        for (var n = 1; File.Exists(FileOf(storedName, n)); n++) found.Add(FileOf(storedName, n));
        return found;
    }

    static string FileOf(string storedName, int n)
    {
        var module = storedName.Split('.')[0];
        var folder = Repo.Path($"tests/MeshEvents.Modules.Tests/{char.ToUpperInvariant(module[0])}{module[1..]}/Facts");
        Directory.CreateDirectory(folder);
        return Path.Combine(folder, $"{storedName}.{n}.json");
    }

    /// <summary>A fact with every property filled, the same each time.</summary>
    static class Sample
    {
        public static object Of(Type type)
        {
            var bare = Nullable.GetUnderlyingType(type) ?? type;
            if (bare == typeof(string)) return "text";
            if (bare == typeof(bool)) return true;
            if (bare == typeof(int)) return 3;
            if (bare == typeof(long)) return 4096L;
            if (bare == typeof(uint)) return 0x8u;
            if (bare == typeof(double)) return 1.5;
            if (bare == typeof(DateTimeOffset)) return new DateTimeOffset(2026, 3, 3, 9, 14, 0, TimeSpan.Zero);
            if (bare.IsEnum) return Enum.GetValues(bare).GetValue(0)!;
            if (bare.IsArray) return Filled(bare.GetElementType()!);
            if (bare is { IsGenericType: true } dictionary && dictionary.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>)) return Dictionary(dictionary.GetGenericArguments());
            if (typeof(IId).IsAssignableFrom(bare)) return Activator.CreateInstance(bare, new Guid(7, 0, 0, new byte[8]))!;
            var constructor = bare.GetConstructors(BindingFlags.Public | BindingFlags.Instance).OrderByDescending(c => c.GetParameters().Length).First();
            return constructor.Invoke([.. constructor.GetParameters().Select(p => p.ParameterType == typeof(Guid) ? new Guid(8, 0, 0, new byte[8]) : Of(p.ParameterType))]);
        }

        static Array Filled(Type item)
        {
            var array = Array.CreateInstance(item, 1);
            array.SetValue(Of(item), 0);
            return array;
        }

        static object Dictionary(Type[] of)
        {
            var dictionary = (System.Collections.IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(of))!;
            dictionary.Add(Of(of[0]), Of(of[1]));
            return dictionary;
        }
    }
}
