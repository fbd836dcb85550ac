using System.Text.RegularExpressions;

namespace MeshEvents.Cli.Tests.Support;

/// <summary>A server on which the technician has let <c>mesh</c> in.</summary>
public sealed partial class SignedIn : ServerFixture, IAsyncLifetime
{
    readonly string config = Path.Combine(Directory.CreateTempSubdirectory("mesh-config-").FullName, "mesh");

    public string Config => config;
    public string Authority => Path.Combine(DataFolder, "certificates", "root.crt");
    public string Url => Address.GetLeftPart(UriPartial.Authority);
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string> { ["MESH_CONFIG"] = config };

    async Task IAsyncLifetime.InitializeAsync()
    {
        await InitializeAsync();
        var (code, said) = await LoginAsync(Environment, Technician);
        Assert.True(code == 0, said);
    }

    /// <summary><c>mesh login</c>, confirmed by this person in another place.</summary>
    public async Task<(int Code, string Said)> LoginAsync(IReadOnlyDictionary<string, string> environment, Person person, bool confirm = true)
    {
        using var mesh = MeshProcess.Start(environment, "login", Url, "--ca", Authority);
        await Waiting.Until(() => CodeLine().IsMatch(mesh.Said), "mesh to show its code");
        var code = CodeLine().Match(mesh.Said).Groups[1].Value;
        if (confirm) await person.Post($"/api/pairing-codes/{code}/confirm", new { rights = uint.MaxValue, days = 1 }).Be(HttpStatusCode.Created);
        else await person.Post($"/api/pairing-codes/{code}/deny").Be(HttpStatusCode.NoContent);
        var output = await mesh.Out.ReadToEndAsync().Within("mesh login");
        return (await mesh.EndAsync(), output + mesh.Said);
    }

    internal Task<Ran> Mesh(params string[] arguments) => MeshProcess.RunAsync(Environment, arguments);

    async Task IAsyncLifetime.DisposeAsync()
    {
        await DisposeAsync();
        Directory.Delete(Path.GetDirectoryName(config)!, recursive: true);
    }

    [GeneratedRegex(@"code\s+([A-Z]{4}-[A-Z]{4})")]
    private static partial Regex CodeLine();
}
