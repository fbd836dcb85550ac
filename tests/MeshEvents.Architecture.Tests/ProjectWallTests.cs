using System.Xml.Linq;
using MeshEvents.Testing;
using Xunit;

namespace MeshEvents.Architecture.Tests;

/// <summary>Who may reference whom, read from the project files themselves (house-style 7, architecture 3).</summary>
public sealed class ProjectWallTests
{
    static readonly string[] web = ["Microsoft.AspNetCore.App"], database = ["Npgsql"];

    public static TheoryData<string> Modules() => [.. Repo.Files("modules", "*.csproj").Where(p => !p.Contains("/Contracts/", StringComparison.Ordinal))];
    public static TheoryData<string> Bare() => [.. Repo.Files("src", "*.csproj").Where(p => p.Contains("MeshEvents.Wire", StringComparison.Ordinal) || p.Contains("MeshEvents.Kernel", StringComparison.Ordinal)).Concat(Repo.Files("agent", "*.csproj")).Append("modules/Contracts/MeshEvents.Contracts.csproj")];
    public static TheoryData<string> Others() => [.. Repo.Files("src", "*.csproj").Where(p => !p.Contains("MeshEvents.Server/", StringComparison.Ordinal)).Concat(Repo.Files("agent", "*.csproj"))];

    static string[] Referenced(string project) =>
        [.. XDocument.Parse(Repo.Read(project)).Descendants("ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value.Replace('\\', '/')))];

    static string[] Foreign(string project) =>
        [.. XDocument.Parse(Repo.Read(project)).Descendants().Where(e => e.Name.LocalName is "PackageReference" or "FrameworkReference").Select(e => e.Attribute("Include")!.Value)];

    [Theory, MemberData(nameof(Modules))]
    public void Modules_meet_only_through_contracts(string project) =>
        Assert.Empty(Referenced(project).Except(["MeshEvents.Kernel", "MeshEvents.Store", "MeshEvents.Bus", "MeshEvents.Wire", "MeshEvents.Contracts"]));

    [Fact]
    public void Contracts_know_the_kernel_alone() => Assert.Equal(["MeshEvents.Kernel"], Referenced("modules/Contracts/MeshEvents.Contracts.csproj"));

    [Theory, MemberData(nameof(Bare))]
    public void Wire_kernel_contracts_and_agent_know_neither_web_nor_database(string project)
    {
        Assert.Empty(Foreign(project).Intersect(web.Concat(database)));
        Assert.DoesNotContain(Referenced(project), r => r is "MeshEvents.Store" or "MeshEvents.Bus" or "MeshEvents.Server");
    }

    [Theory, MemberData(nameof(Others))]
    public void Only_the_server_knows_the_modules(string project)
    {
        var modules = Repo.Files("modules", "*.csproj").Select(p => Path.GetFileNameWithoutExtension(p)).Except(["MeshEvents.Contracts"]);
        Assert.Empty(Referenced(project).Intersect(modules));
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = Repo.Read("MeshEvents.sln").Replace('\\', '/');
        foreach (var project in new[] { "src", "modules", "agent", "tests" }.SelectMany(f => Repo.Files(f, "*.csproj"))) Assert.Contains(project, solution, StringComparison.Ordinal);
    }
}
