using System.Diagnostics;

namespace MeshEvents.Modules.Tests.Server;

/// <summary>The account commands of MeshCentral's guide, as a person at the machine runs them: the program itself, beside a server that is running.</summary>
public sealed class OfflineAccountsTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    static readonly string program = typeof(MeshEvents.Server.ServerApp).Assembly.Location;
    const string NewPassword = "a new horse battery";

    async Task<(int Code, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        // its port is the running server's: an offline command does not ask for one
        string[] line = ["exec", program, "--data", server.DataFolder, "--port", $"{server.Address.Port}", "--postgres", server.ConnectionString, .. arguments];
        using var process = Process.Start(new ProcessStartInfo("dotnet", line) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().Within("the program to end");
        return (process.ExitCode, (await output).Trim(), (await errors).Trim());
    }

    [Fact]
    public async Task Makes_an_account_lists_it_and_makes_it_an_administrator()
    {
        Assert.Equal((0, "Done.", ""), await RunAsync("--createaccount", "Olga", "--pass", NewPassword, "--email", "olga@example.org"));
        Assert.Contains("user//olga", (await RunAsync("--listuserids")).Output.Split('\n'));
        var olga = await server.Nobody().SignIn("olga", NewPassword);
        await olga.Get("/api/users").Be(HttpStatusCode.Forbidden);

        Assert.Equal((0, "Done.", ""), await RunAsync("--adminaccount", "olga"));
        await olga.Get("/api/users").Be(HttpStatusCode.OK);
        var lines = await server.AuditOfAsync(olga.Id, "person");
        Assert.Contains(lines, l => l is { Kind: "identity.user_created", By: "server" });
        Assert.Contains(lines, l => l is { Kind: "identity.site_rights_changed", By: "server" });
    }

    [Fact]
    public async Task A_new_password_ends_what_was_signed_in_with_the_old_one()
    {
        var person = await server.NewPersonAsync();
        Assert.Equal((0, "Done.", ""), await RunAsync("--resetaccount", person.Name, "--pass", NewPassword));
        await person.Get("/api/me").Be(HttpStatusCode.Unauthorized);
        await server.Nobody().Post("/api/sign-in", new { name = person.Name, password = person.Password }).Be(HttpStatusCode.Unauthorized);
        await server.Nobody().SignIn(person.Name, NewPassword);
    }

    [Fact]
    public async Task Works_in_the_domain_that_is_named()
    {
        Assert.Equal((0, "Done.", ""), await RunAsync("--createaccount", "pavel", "--pass", NewPassword, "--domain", ServerFixture.OtherTenant));
        Assert.Contains($"user/{ServerFixture.OtherTenant}/pavel", (await RunAsync("--listuserids", "--domain", ServerFixture.OtherTenant)).Output.Split('\n'));
        Assert.DoesNotContain("pavel", (await RunAsync("--listuserids")).Output, StringComparison.Ordinal);
        await server.Nobody("/" + ServerFixture.OtherTenant).SignIn("pavel", NewPassword);
    }

    public static TheoryData<int, string, string[]> Refusals() => new()
    {
        { 1, "exists|taken", ["--createaccount", "admin", "--pass", NewPassword] },
        { 1, "at least|short|characters", ["--createaccount", "quentin", "--pass", "x"] },
        { 1, ".", ["--createaccount", "a/b<script>", "--pass", NewPassword] },
        { 1, "mail", ["--createaccount", "rosa", "--pass", NewPassword, "--email", "no address"] },
        { 2, "Give the password with --pass", ["--createaccount", "sven"] },
        { 2, "Nobody has the name 'nobody-at-all'", ["--adminaccount", "nobody-at-all"] },
        { 2, "Nobody has the name 'nobody-at-all'", ["--resetaccount", "nobody-at-all", "--pass", NewPassword] },
        { 2, "There is no domain 'north'", ["--listuserids", "--domain", "north"] },
        { 2, "'--createacount' is not an option", ["--createacount", "tom"] },
        { 2, "'--createaccount' lacks its value", ["--createaccount"] },
    };

    [Theory, MemberData(nameof(Refusals))]
    public async Task Says_no_in_one_sentence(int code, string says, string[] arguments)
    {
        var (was, output, errors) = await RunAsync(arguments);
        Assert.Equal((code, ""), (was, output));
        Assert.StartsWith("MeshEvents: ", errors, StringComparison.Ordinal);
        Assert.Matches(says, errors);
        Assert.DoesNotContain('\n', errors);
    }
}
