using System.Xml.Linq;
using MeshEvents.Testing;
using Xunit;

namespace MeshEvents.Architecture.Tests;

/// <summary>Who may know whom, read from the project files themselves.</summary>
public sealed class WallTests
{
    static readonly string[] modulesMayUse = ["MeshEvents.Kernel", "MeshEvents.Store", "MeshEvents.Bus", "MeshEvents.Wire", "MeshEvents.Contracts"];
    static readonly string[] web = ["Microsoft.AspNetCore.App", "Npgsql", "FluentValidation"];

    public static TheoryData<string> Modules() => [.. Projects("modules").Where(p => !p.Contains("/Contracts/", StringComparison.Ordinal))];
    public static TheoryData<string> NotTheServer() => [.. Projects("src").Concat(Projects("modules")).Concat(Projects("agent")).Where(p => !p.EndsWith("MeshEvents.Server.csproj", StringComparison.Ordinal))];

    [Theory, MemberData(nameof(Modules))]
    public void Modules_meet_only_through_contracts(string project) => Assert.Empty(References(project).Except(modulesMayUse));

    [Fact]
    public void Contracts_know_the_kernel_alone() => Assert.Equal(["MeshEvents.Kernel"], References("modules/Contracts/MeshEvents.Contracts.csproj"));

    [Fact]
    public void The_kernel_knows_nobody()
    {
        Assert.Empty(References("src/MeshEvents.Kernel/MeshEvents.Kernel.csproj"));
        Assert.Empty(Packages("src/MeshEvents.Kernel/MeshEvents.Kernel.csproj"));
    }

    [Theory]
    [InlineData("src/MeshEvents.Wire/MeshEvents.Wire.csproj")]
    [InlineData("modules/Contracts/MeshEvents.Contracts.csproj")]
    [InlineData("agent/MeshEvents.Agent/MeshEvents.Agent.csproj")]
    [InlineData("agent/MeshEvents.Agent.Platform/MeshEvents.Agent.Platform.csproj")]
    public void Protocols_contracts_and_the_agent_know_neither_web_nor_database(string project)
    {
        Assert.Empty(Packages(project).Intersect(web));
        Assert.Empty(References(project).Intersect(["MeshEvents.Store", "MeshEvents.Bus", "MeshEvents.Server"]));
    }

    [Theory, MemberData(nameof(NotTheServer))]
    public void Only_the_server_and_tests_know_modules(string project)
    {
        var modules = Projects("modules").Select(p => Path.GetFileNameWithoutExtension(p)!).Except(["MeshEvents.Contracts"]);
        Assert.Empty(References(project).Intersect(modules));
    }

    [Fact]
    public void The_kernel_stays_small() =>
        Assert.InRange(Directory.EnumerateFiles(Repo.Path("src/MeshEvents.Kernel"), "*.cs").Sum(f => File.ReadLines(f).Count()), 1, 800);

    static IEnumerable<string> Projects(string folder) =>
        Directory.EnumerateFiles(Repo.Path(folder), "*.csproj", SearchOption.AllDirectories).Select(p => Path.GetRelativePath(Repo.Path("."), p).Replace('\\', '/'));

    static IEnumerable<string> References(string project) => Named(project, "ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r.Replace('\\', '/')));

    static IEnumerable<string> Packages(string project) => Named(project, "PackageReference").Concat(Named(project, "FrameworkReference"));

    static IEnumerable<string> Named(string project, string element) => XDocument.Load(Repo.Path(project)).Descendants(element).Select(r => r.Attribute("Include")!.Value);
}
