using System.Text.Json;
using MeshEvents.Cli.Tests.Support;

namespace MeshEvents.Cli.Tests.Journeys;

/// <summary>The built program against a real server.</summary>
public sealed class MeshJourneys(SignedIn server) : IClassFixture<SignedIn>
{
    Dictionary<string, string> Elsewhere => new() { ["MESH_CONFIG"] = Path.Combine(server.Config, "..", $"other-{Guid.NewGuid():N}") };

    static void Refused(Ran ran, int code, string sentence)
    {
        Assert.Equal(code, ran.Code);
        Assert.Contains(sentence, ran.Error, StringComparison.Ordinal);
        Assert.StartsWith("mesh: ", ran.Error, StringComparison.Ordinal);
        Assert.Empty(ran.Out);
    }

    [Fact]
    public async Task Lists_devices_in_every_form_and_renames_one_by_its_name()
    {
        var device = await server.NewDeviceAsync();
        var table = await server.Mesh("devices", device.Name);
        Assert.Equal(0, table.Code);
        Assert.Matches($@"NAME +STATUS[\s\S]*{device.Name} +offline +workshop", table.Out);
        Assert.Equal(device.Id, JsonElement.Parse((await server.Mesh("devices", device.Name, "-o", "json")).Out)[0].GetProperty("id").GetGuid());
        Assert.Equal(device.Name, JsonElement.Parse((await server.Mesh("devices", device.Name, "-o", "ndjson")).Out.Trim()).GetProperty("name").GetString());
        Assert.StartsWith("name,status,group", (await server.Mesh("devices", device.Name, "-o", "csv")).Out, StringComparison.Ordinal);

        var renamed = await server.Mesh("rename-device", device.Name, "--name", "front desk");
        Assert.Equal((0, "", ""), (renamed.Code, renamed.Out, renamed.Error));
        Assert.Contains("front desk", (await server.Mesh("device", "show", $"{device.Id}")).Out, StringComparison.Ordinal);
        var history = await server.HistoryAsync(device.Id);
        Assert.Equal(Kernel.Via.Cli, history[^1].By.Via);
        Assert.Contains("Renamed", (await server.Mesh("audit", "search", "--device", "front desk")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_ambiguous_name_is_nobodys()
    {
        var (one, other) = (await server.NewDeviceAsync("twin"), await server.NewDeviceAsync("Twin"));
        var ran = await server.Mesh("rename-device", "twin", "--name", "x");
        Refused(ran, 5, "2 devices are called 'twin'");
        Assert.Contains($"{one.Id}", ran.Error, StringComparison.Ordinal);
        Assert.Contains($"{other.Id}", ran.Error, StringComparison.Ordinal);
        Refused(await server.Mesh("shell", "nowhere"), 5, "No device is called 'nowhere'.");
    }

    [Theory]
    [InlineData("'renam-device' is not a verb. Did you mean 'mesh rename-device'?", "renam-device")]
    [InlineData("There is 'mesh audit search' and 'mesh audit export'.", "audit")]
    [InlineData("DEVICE is missing", "shell")]
    [InlineData("'--name TEXT' is missing", "rename-device", "x")]
    [InlineData("--limit must be a number", "audit", "search", "--limit", "many")]
    [InlineData("must be one of table, json, ndjson, csv", "devices", "-o", "xml")]
    [InlineData("--pin must be sha256//", "devices", "--pin", "abc")]
    [InlineData("is not an address", "devices", "--server", "http://localhost")]
    [InlineData("--rows needs --follow", "events", "--rows")]
    public async Task Wrong_arguments_are_said(string sentence, params string[] words) => Refused(await server.Mesh(words), 2, sentence);

    [Fact]
    public async Task What_the_server_refuses_is_said_with_its_code()
    {
        Refused(await server.Mesh("users"), 1, "(not-allowed)");
        Refused(await server.Mesh("rename-device", $"{Guid.NewGuid()}", "--name", "x"), 1, "(not-there)");
        Refused(await server.Mesh("rename-device", $"{(await server.NewDeviceAsync()).Id}", "--name", ""), 1, "name:");
        Refused(await server.Mesh("devices", "colour:red"), 1, "(invalid)");
    }

    [Fact]
    public async Task A_server_that_is_not_there_or_not_the_same_is_said()
    {
        Refused(await server.Mesh("devices", "--server", "https://localhost:1"), 4, "Nobody is signed in to https://localhost:1/");
        Refused(await MeshProcess.RunAsync(new Dictionary<string, string>(Elsewhere) { ["MESH_TOKEN"] = "x" }, "devices", "--server", "https://localhost:1"), 3, "cannot be reached");
        Refused(await server.Mesh("devices", "--pin", $"sha256//{Convert.ToBase64String(new byte[32])}"), 3, "shows another key");
        Refused(await MeshProcess.RunAsync(Elsewhere, "login", server.Url), 3, "its key is sha256//");
    }

    [Fact]
    public async Task A_pinned_key_is_enough_and_a_script_brings_its_token()
    {
        var key = System.Text.RegularExpressions.Regex.Match((await MeshProcess.RunAsync(Elsewhere, "login", server.Url)).Error, @"sha256//\S+(?=\.)").Value;
        var made = await server.Viewer.Post("/api/tokens", new { name = "script", rights = uint.MaxValue }).Be(HttpStatusCode.Created);
        var token = made.Json.GetProperty("token").GetString()!;
        var ran = await MeshProcess.RunAsync(new Dictionary<string, string>(Elsewhere) { ["MESH_TOKEN"] = token }, "groups", "--server", server.Url, "--pin", key);
        Assert.True(ran.Code == 0 && ran.Out.Contains("workshop", StringComparison.Ordinal), ran.Error);

        var file = Path.Combine(server.DataFolder, "token");
        await File.WriteAllTextAsync(file, token + "\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.GroupRead);
        Refused(await MeshProcess.RunAsync(Elsewhere, "groups", "--server", server.Url, "--pin", key, "--token-file", file), 1, "Others may read or write");
        File.SetUnixFileMode(file, UnixFileMode.UserRead);
        Assert.Equal(0, (await MeshProcess.RunAsync(Elsewhere, "groups", "--server", server.Url, "--pin", key, "--token-file", file)).Code);

        await server.Viewer.Delete($"/api/tokens/{made.Id}").Be(HttpStatusCode.NoContent);
        Refused(await MeshProcess.RunAsync(Elsewhere, "groups", "--server", server.Url, "--pin", key, "--token-file", file), 4, "(identity.wrong-token)");
    }

    [Fact]
    public async Task Signs_in_out_and_can_be_turned_away()
    {
        var folder = Elsewhere;
        Refused(await MeshProcess.RunAsync(folder, "devices"), 4, "No server is known here.");
        Assert.Equal(4, (await server.LoginAsync(folder, server.Viewer, confirm: false)).Code);
        var (code, said) = await server.LoginAsync(folder, server.Viewer);
        Assert.Equal(0, code);
        Assert.Contains("as viewer", said, StringComparison.Ordinal);
        Assert.DoesNotContain("mesh_", said, StringComparison.Ordinal);
        Assert.Equal(0, (await MeshProcess.RunAsync(folder, "groups")).Code);
        Assert.Equal(0, (await MeshProcess.RunAsync(folder, "logout")).Code);
        Refused(await MeshProcess.RunAsync(folder, "groups"), 4, "No server is known here.");
    }

    [Fact]
    public async Task Enrols_and_exports_and_completes()
    {
        var line = await server.Mesh("enroll", "workshop", "--hours", "1", "--limit", "1");
        Assert.Matches(@"^curl .*/i/[A-Z0-9-]{14} \| sudo sh\n$", line.Out.ReplaceLineEndings("\n"));
        var copy = await server.Mesh("audit", "export");
        Assert.Contains("\"end\":", copy.Out.TrimEnd().Split('\n')[^1], StringComparison.Ordinal);
        Assert.Contains("rename-device", (await server.Mesh("__complete", "rename")).Out, StringComparison.Ordinal);
        foreach (var shell in new[] { "bash", "zsh", "fish" }) Assert.Contains("__complete", (await server.Mesh("completion", shell)).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ends_quietly_when_nobody_reads_and_at_Ctrl_C()
    {
        using (var mesh = MeshProcess.Start(server.Environment, "events", "--follow"))
        {
            Assert.NotNull(await mesh.Out.ReadLineAsync().Within("the first line"));
            mesh.Out.Close();
            await server.NewGroupAsync();
            Assert.Equal((141, ""), (await mesh.EndAsync(), mesh.Said));
        }
        using (var mesh = MeshProcess.Start(server.Environment, "events", "--follow"))
        {
            Assert.NotNull(await mesh.Out.ReadLineAsync().Within("the first line"));
            mesh.Interrupt();
            Assert.Equal((130, ""), (await mesh.EndAsync(), mesh.Said));
        }
    }

    [Fact]
    public async Task A_change_of_ones_own_rights_breaks_nothing()
    {
        using var mesh = MeshProcess.Start(server.Environment, "events", "--follow", "--limit", "1", "-o", "ndjson");
        Assert.NotNull(await mesh.Out.ReadLineAsync().Within("the first line"));
        var group = await server.NewGroupAsync();
        await server.Administrator.Put($"/api/groups/{group.Id}/name", new { name = "afterwards" }).Be(HttpStatusCode.NoContent);
        while (!(await mesh.Out.ReadLineAsync().Within("the new name"))!.Contains("afterwards", StringComparison.Ordinal)) Assert.Equal("", mesh.Said);
        mesh.Interrupt();
        Assert.Equal((130, ""), (await mesh.EndAsync(), mesh.Said));
    }

    [Fact]
    public async Task A_shell_passes_keys_and_ends_with_the_remote_code()
    {
        var (device, agent) = await server.OnlineDeviceAsync();
        await using var online = agent;
        using var mesh = MeshProcess.Start(server.Environment, "shell", device.Name, "--reason", "a test");
        await using var side = await agent.JoinAsync(await agent.AskedAsync());
        await side.BegunAsync();
        Assert.Equal("""{"ctrlChannel":"102938","type":"options","cols":80,"rows":25}""", await side.TextAsync());
        Assert.Equal("1", await side.TextAsync());
        await mesh.In.WriteAsync("id\n");
        await mesh.In.FlushAsync();
        Assert.Equal("id\n"u8.ToArray(), await side.BytesAsync());
        await side.SendAsync("uid=0\r\n"u8.ToArray());
        Assert.Equal("uid=0", await mesh.Out.ReadLineAsync().Within("the output"));
        await side.SayAsync("""{"ctrlChannel":"102938","type":"close","exit":7}""");
        Assert.Equal(7, await mesh.EndAsync());
    }

    [Fact]
    public async Task A_shell_goes_on_over_a_broken_tunnel()
    {
        var (device, agent) = await server.OnlineDeviceAsync();
        await using var online = agent;
        using var mesh = MeshProcess.Start(server.Environment, "shell", device.Name);
        await using var first = await agent.JoinAsync(await agent.AskedAsync());
        await first.BegunAsync();
        await first.TextAsync();
        await first.TextAsync();
        await first.SendAsync("before\n"u8.ToArray());
        Assert.Equal("before", await mesh.Out.ReadLineAsync().Within("the output"));
        first.Socket.Cut();

        await using var second = await agent.JoinAsync(await agent.AskedAsync());
        await second.BegunAsync();
        Assert.Contains("\"resume\":7", await second.TextAsync(), StringComparison.Ordinal);
        await second.TextAsync();
        await second.SayAsync("""{"ctrlChannel":"102938","type":"resumed","from":7,"lost":0}""");
        await second.SendAsync("after\n"u8.ToArray());
        Assert.Equal("after", await mesh.Out.ReadLineAsync().Within("the output"));
        await second.SayAsync("""{"ctrlChannel":"102938","type":"close","exit":0}""");
        Assert.Equal(0, await mesh.EndAsync());
        Assert.Contains("connected again", mesh.Said, StringComparison.Ordinal);
    }
}

/// <summary>Here the server goes away and comes back.</summary>
public sealed class MeshOverARestart(SignedIn server) : IClassFixture<SignedIn>
{
    [Fact]
    public async Task Following_misses_nothing_and_tells_nothing_twice()
    {
        var group = await server.NewGroupAsync();
        using var mesh = MeshProcess.Start(server.Environment, "events", "--follow", "--limit", "1", "-o", "ndjson");
        var seen = new List<long>();
        seen.Add(await NextAsync());
        await server.Administrator.Put($"/api/groups/{group.Id}/name", new { name = "one" }).Be(HttpStatusCode.NoContent);
        seen.Add(await NextAsync());
        await server.RestartAsync();
        await server.Administrator.Put($"/api/groups/{group.Id}/name", new { name = "two" }).Be(HttpStatusCode.NoContent);
        await server.Administrator.Put($"/api/groups/{group.Id}/name", new { name = "three" }).Be(HttpStatusCode.NoContent);
        while (seen.Count < 4) seen.Add(await NextAsync());
        Assert.Equal(seen.Distinct().Order(), seen);
        var last = (await server.AuditOfAsync(group.Id, "groupId"))[0].Sequence;
        Assert.Equal(last, seen[^1]);

        async Task<long> NextAsync() => JsonElement.Parse((await mesh.Out.ReadLineAsync().Within($"the next event; {mesh.Said}"))!).GetProperty("sequence").GetInt64();
    }
}
