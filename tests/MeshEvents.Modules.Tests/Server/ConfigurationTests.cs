using MeshEvents.Server.Configuration;

namespace MeshEvents.Modules.Tests.Server;

/// <summary>A wrong value stops the start, and says where it stands and what is allowed.</summary>
public sealed class ConfigurationTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("mesh-config-").FullName;
    static readonly Dictionary<string, string> none = [];

    ServerSettings Read(string? json = null, Dictionary<string, string>? options = null, Dictionary<string, string>? environment = null)
    {
        if (json is not null) File.WriteAllText(Path.Combine(folder, "config.json"), json);
        return ServerSettings.Read(folder, options ?? none, environment ?? none);
    }

    string Refused(string json) => Assert.Throws<ConfigException>(() => Read(json)).Message;

    [Fact]
    public void Without_a_file_there_are_defaults()
    {
        var settings = Read();
        Assert.Equal((8443, 8443), (settings.Port, settings.PublicPort));
        Assert.Null(settings.ConnectionString);
        Assert.Equal([""], settings.Domains.Select(d => d.Name));
    }

    [Fact]
    public void The_command_line_goes_before_the_environment_and_that_before_the_file()
    {
        const string file = """{ "Settings": { "PORT": 1001, "cert": "file.example.org" } }""";
        var environment = new Dictionary<string, string> { ["MESHEVENTS__SETTINGS__PORT"] = "1002" };
        Assert.Equal(1001, Read(file).Port);
        Assert.Equal(1002, Read(file, environment: environment).Port);
        var settings = Read(file, new() { ["port"] = "1003" }, environment);
        Assert.Equal((1003, "file.example.org"), (settings.Port, settings.Cert));
    }

    [Fact]
    public void A_wrong_value_names_file_line_key_and_what_is_allowed()
    {
        var message = Refused("{\n  \"settings\": {\n    \"port\": 70000\n  }\n}");
        Assert.Contains("line 3", message);
        Assert.Contains("settings.port: found '70000', allowed is a number from 1 to 65535", message);
        Assert.Contains("cannot name a domain", Refused("""{ "domains": { "a/b": { "title": "x" } } }"""));
        Assert.Contains("addresses or networks", Refused("""{ "settings": { "trustedProxy": "everybody" } }"""));
        Assert.Contains("a connection string", Refused("""{ "settings": { "postgres": "nonsense" } }"""));
        Assert.Contains("not JSON", Refused("""{ "settings": """));
        Assert.Contains("one JSON object", Refused("[]"));
    }

    [Fact]
    public void A_sign_in_lasts_as_long_as_the_file_says()
    {
        Assert.Equal(TimeSpan.FromMinutes(60), Read().SessionTime);
        Assert.Equal(TimeSpan.FromMinutes(5), Read("""{ "settings": { "sessionTime": 5 } }""").SessionTime);
        Assert.Contains("settings.sessiontime: found '0', allowed is a number from 1 to 720", Refused("""{ "settings": { "sessionTime": 0 } }"""));
    }

    [Fact]
    public void Outputs_of_jobs_are_kept_as_the_domain_says_else_as_the_file_says()
    {
        Assert.Equal([90], Read().Domains.Select(d => d.JobOutputDays));
        Assert.Equal([("", 30), ("law", 0)], Read("""{ "settings": { "jobOutputDays": 30 }, "domains": { "law": { "jobOutputDays": 0 } } }""").Domains.Select(d => (d.Name, d.JobOutputDays)));
        Assert.Equal(7, Read("{}", new() { ["joboutputdays"] = "7" }).Domains.Single().JobOutputDays);
        Assert.Contains("line 1: settings.joboutputdays: found '-1', allowed is a number from 0 to 36500", Refused("""{ "settings": { "jobOutputDays": -1 } }"""));
        Assert.Contains("line 1: domains.law.joboutputdays: found 'soon', allowed is a number from 0 to 36500", Refused("""{ "domains": { "law": { "jobOutputDays": "soon" } } }"""));
    }

    [Fact]
    public void A_domain_under_a_path_cannot_hide_an_address_of_the_servers_own()
    {
        Assert.Contains("cannot be named 'API': /API is an address of the server's own", Refused("""{ "domains": { "API": {} } }""").Replace("'api': /api", "'API': /API"));
        Assert.Equal("api.example.org", Read("""{ "domains": { "api": { "dns": "api.example.org" } } }""").Domains.Single(d => d.Name is "api").Dns);
    }

    /// What a page of the console or a route is called, a domain may not be called.
    [Fact]
    public void Every_first_segment_that_is_served_is_known_to_be_taken()
    {
        var pages = System.Text.RegularExpressions.Regex.Matches(Repo.Read("src/console/src/app/router.tsx"), @"getParentRoute: \(\) => (?:root|shell),\s+path: '/([a-z-]+)").Select(m => m.Groups[1].Value);
        var routes = Routes.RouteTable.Slices.Select(s => s.Route!.Split('/')[1]);
        Assert.Contains("devices", pages);
        Assert.Empty(pages.Concat(routes).Except(DomainSettings.Taken));
    }

    [Fact]
    public void An_unknown_key_is_a_warning_with_the_nearest_known_name()
    {
        var warning = Assert.Single(Read("""{ "settings": { "prot": 1, "_port": "ignored", "WANonly": true } }""").Warnings);
        Assert.Contains("'prot' is not a setting. Did you mean 'port'?", warning);
    }

    [Fact]
    public void Comments_and_trailing_commas_are_forgiven_and_domains_are_tenants()
    {
        var settings = Read("""
            { // ours
              "settings": { "postgres": { "host": "db", "user": "mesh", "password": "p" }, "trustedProxy": ["10.0.0.2", "10.1.0.0/16"], },
              "domains": { "": { "title": "x" }, "north": { "dns": "north.example.org" }, "south": { "title": "y" } },
            }
            """);
        Assert.Equal([("", null), ("north", "north.example.org"), ("south", null)], settings.Domains.Select(d => (d.Name, d.Dns)));
        Assert.Equal(2, settings.TrustedProxies.Count);
        Assert.Contains("Host=db", settings.ConnectionString, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--prot", "1", "not an option"), InlineData("--port", null, "lacks its value"), InlineData("port", null, "not an option")]
    public void The_command_line_says_what_it_does_not_know(string first, string? second, string says) =>
        Assert.Contains(says, Assert.Throws<ConfigException>(() => CommandLine.Parse([first, .. second is null ? (string[])[] : [second]])).Message);

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
