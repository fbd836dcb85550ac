using System.Reflection;
using FluentValidation;
using MeshEvents.Bus;
using MeshEvents.Kernel;
using MeshEvents.Server;
using MeshEvents.Store;
using MeshEvents.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace MeshEvents.Architecture.Tests;

/// <summary>What is not listed does not run: so everything must be listed, once, with all that belongs to it.</summary>
public sealed class CatalogueTests
{
    static readonly IModule[] modules = Modules.All();
    static readonly (Facts Facts, Slices Slices, Projections Projections, BusSetup Bus) listed = Wiring.Listed(modules, new ServiceCollection());

    static readonly Assembly[] assemblies = [.. modules.Select(m => m.GetType().Assembly).Append(typeof(Contracts.Devices.DeviceId).Assembly).Append(typeof(CommandBus).Assembly).Distinct()];

    /// <summary>Anybody may ask these, and nothing else.</summary>
    static readonly string[] open = ["SetUp", "SignIn"];

    [Fact]
    public void Every_fact_is_listed()
    {
        var known = listed.Facts.All.Select(f => f.Type).ToHashSet();
        Assert.Empty(Of<Fact>().Where(f => !known.Contains(f)).Select(f => f.Name));
    }

    [Fact]
    public void A_stored_name_belongs_to_its_module()
    {
        string[] names = [.. modules.Select(m => m.Name), "bus"];
        Assert.Subset(names.ToHashSet(), listed.Facts.All.Select(f => f.StoredName.Split('.')[0]).ToHashSet());
    }

    [Fact]
    public void Every_message_has_a_handler_and_a_stored_name()
    {
        var handled = listed.Bus.Messages.Select(m => m.Type).ToHashSet();
        Assert.Empty(Of<Message>().Where(m => !handled.Contains(m)).Select(m => m.Name));
        Assert.All(listed.Bus.Messages, m => Assert.Matches(@"^[a-z]+\.[a-z_]+$", m.Name));
    }

    [Fact]
    public void Every_command_and_query_is_a_slice()
    {
        var sliced = listed.Slices.All.Select(s => s.Asked).ToHashSet();
        var asked = assemblies.SelectMany(a => a.GetTypes()).Where(t => t is { IsClass: true, IsAbstract: false } && (typeof(ICommand).IsAssignableFrom(t)
            || t.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IQuery<>))));
        Assert.Empty(asked.Where(t => !sliced.Contains(t)).Select(t => t.Name));
    }

    [Fact]
    public void A_command_that_takes_text_over_http_has_a_validator() =>
        Assert.Empty(listed.Slices.All
            .Where(s => s.Route is not null && s.Query is null && s.Validator is null)
            .Where(s => s.Asked.GetProperties().Any(p => (p.PropertyType == typeof(string) || p.PropertyType == typeof(string[])) && !s.Route!.Contains($"{{{p.Name}}}", StringComparison.OrdinalIgnoreCase)))
            .Select(s => s.Name));

    [Fact]
    public void Only_the_listed_few_need_nobody()
    {
        var anyone = listed.Slices.All.Where(s => s.Needs(System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(s.Asked)) is Need.Open).Select(s => s.Name);
        Assert.Equal(open, anyone.Order());
    }

    [Fact]
    public void Every_route_is_there_once()
    {
        var routes = listed.Slices.All.Where(s => s.Route is not null).Select(s => s.Route!).ToList();
        Assert.Equal(routes.Count, routes.Distinct().Count());
        Assert.All(routes, r => Assert.Matches(@"^(GET|POST|PUT|DELETE) /api/[a-z/{}A-Z-]+$", r));
    }

    [Fact]
    public void Every_feature_that_decides_has_a_test_file_of_its_name()
    {
        var missing = from feature in Directory.EnumerateFiles(Repo.Path("modules"), "*.cs", SearchOption.AllDirectories)
                      where feature.Replace('\\', '/').Contains("/Features/", StringComparison.Ordinal) && File.ReadAllText(feature).Contains(" Decide(", StringComparison.Ordinal)
                      let below = Path.GetRelativePath(Repo.Path("modules"), feature)
                      let test = Path.Combine(Repo.Path("tests/MeshEvents.Modules.Tests"), Path.ChangeExtension(below, null) + "Tests.cs")
                      where !File.Exists(test)
                      select below;
        Assert.Empty(missing);
    }

    [Fact]
    public void Inline_views_name_the_facts_they_fold() => Assert.Empty(listed.Projections.All.Where(v => v.IsInline && v.FactTypes is null).Select(v => v.Name));

    static IEnumerable<Type> Of<T>() => assemblies.SelectMany(a => a.GetTypes()).Where(t => t is { IsClass: true, IsAbstract: false } && typeof(T).IsAssignableFrom(t));
}
