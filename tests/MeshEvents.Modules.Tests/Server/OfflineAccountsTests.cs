using System.Diagnostics;
using MeshEvents.Server;
using MeshEvents.Server.Configuration;

namespace MeshEvents.Modules.Tests.Server;

/// <summary>The account commands of MeshCentral's guide, as a person at the machine gives them while the server does not run.</summary>
public sealed class OfflineAccountsTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    const string NewPassword = "a new horse battery";

    string[] Line(params string[] arguments) => ["--data", server.DataFolder, "--port", $"{server.Port}", "--postgres", server.ConnectionString, .. arguments];

    async Task<int> GiveAsync(params string[] arguments)
    {
        var line = CommandLine.Parse(Line(arguments));
        await using var installation = await Installation.OpenAsync(line);
        return await OfflineAccounts.RunAsync(line, installation);
    }

    /// <summary>The program itself, as a process.</summary>
    async Task<(int Code, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        string[] line = ["exec", typeof(ServerApp).Assembly.Location, .. Line(arguments)];
        using var process = Process.Start(new ProcessStartInfo("dotnet", line) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().Within("the program to end", TimeSpan.FromSeconds(60));
        return (process.ExitCode, (await output).Trim(), (await errors).Trim());
    }

    [Fact]
    public async Task Makes_an_account_and_makes_it_an_administrator()
    {
        await server.WhileStoppedAsync(async () =>
        {
            Assert.Equal(0, await GiveAsync("--createaccount", "Olga", "--pass", NewPassword, "--email", "olga@example.org"));
            Assert.Equal(0, await GiveAsync("--createaccount", "plain", "--pass", NewPassword));
            Assert.Equal(0, await GiveAsync("--adminaccount", "olga"));
        });
        var olga = await server.Nobody().SignIn("olga", NewPassword);
        await olga.Get("/api/users").Be(HttpStatusCode.OK);
        await (await server.Nobody().SignIn("plain", NewPassword)).Get("/api/users").Be(HttpStatusCode.Forbidden);
        var lines = await server.AuditOfAsync(olga.Id, "person");
        Assert.Contains(lines, l => l is { Kind: "identity.user_created", By: "server" });
        Assert.Contains(lines, l => l is { Kind: "identity.site_rights_changed", By: "server" });
    }

    [Fact]
    public async Task A_new_password_ends_what_was_signed_in_with_the_old_one()
    {
        var person = await server.NewPersonAsync();
        await server.WhileStoppedAsync(async () => Assert.Equal(0, await GiveAsync("--resetaccount", person.Name, "--pass", NewPassword)));
        await person.Get("/api/me").Be(HttpStatusCode.Unauthorized);
        await server.Nobody().Post("/api/sign-in", new { name = person.Name, password = person.Password }).Be(HttpStatusCode.Unauthorized);
        await server.Nobody().SignIn(person.Name, NewPassword);
    }

    [Fact]
    public async Task Works_in_the_domain_that_is_named()
    {
        await server.WhileStoppedAsync(async () => Assert.Equal(0, await GiveAsync("--createaccount", "pavel", "--pass", NewPassword, "--domain", ServerFixture.OtherTenant)));
        await server.Nobody("/" + ServerFixture.OtherTenant).SignIn("pavel", NewPassword);
        await server.Nobody().Post("/api/sign-in", new { name = "pavel", password = NewPassword }).Be(HttpStatusCode.Unauthorized);
    }

    /// <summary>It would go on with the rights and the open sessions it holds in memory.</summary>
    [Fact]
    public async Task Beside_a_running_server_it_lists_and_changes_nothing()
    {
        var (code, output, errors) = await RunAsync("--resetaccount", "technician", "--pass", NewPassword);
        Assert.Equal((2, "", "MeshEvents: A server is running on this database. Stop it first, or do this in its console."), (code, output, errors));
        await server.Nobody().SignIn("technician", ServerFixture.Password);
        var listed = await RunAsync("--listuserids");
        Assert.Equal((0, ""), (listed.Code, listed.Errors));
        Assert.Equal(["user//admin", "user//stranger", "user//technician", "user//viewer"], listed.Output.Split('\n').Intersect(["user//admin", "user//stranger", "user//technician", "user//viewer"]).Order());
        Assert.DoesNotContain("foreign-admin", listed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_no()
    {
        await server.WhileStoppedAsync(async () =>
        {
            var taken = await RunAsync("--createaccount", "Admin", "--pass", NewPassword);
            Assert.Equal((1, ""), (taken.Code, taken.Output));
            Assert.Matches("^MeshEvents: There is already an account named 'Admin'[^\n]*$", taken.Errors);
            Assert.Equal(1, await GiveAsync("--createaccount", "quentin", "--pass", "x"));
            Assert.Equal(1, await GiveAsync("--createaccount", "a/b<script>", "--pass", NewPassword));
            Assert.Equal(1, await GiveAsync("--createaccount", "rosa", "--pass", NewPassword, "--email", "no address"));
            await SaysAsync("Give the password with --pass.", "--createaccount", "sven");
            await SaysAsync("Give the password with --pass.", "--resetaccount", "admin");
            await SaysAsync("Nobody has the name 'nobody-at-all'. --listuserids shows all.", "--adminaccount", "nobody-at-all");
            await SaysAsync("Nobody has the name 'foreign-admin'. --listuserids shows all.", "--resetaccount", "foreign-admin", "--pass", NewPassword);
            await SaysAsync("There is no domain 'north' in config.json.", "--listuserids", "--domain", "north");
        });
        foreach (var name in new[] { "quentin", "rosa", "sven" })
            Assert.Equal(0, (await server.Administrator.Get($"/api/users?name={name}").Be(HttpStatusCode.OK)).Json.GetProperty("rows").GetArrayLength());
    }

    async Task SaysAsync(string sentence, params string[] arguments) =>
        Assert.Equal(sentence, (await Assert.ThrowsAsync<ConfigException>(() => GiveAsync(arguments))).Message);
}
