using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using MeshEvents.Cli.Tests.Support;
using static MeshEvents.Cli.Tests.Support.Trees;

namespace MeshEvents.Cli.Tests.Journeys;

/// <summary><c>mesh cp</c> against the real server and the real agent.</summary>
public sealed class FileCopies(SignedIn signedIn) : TwoFolders(signedIn)
{
    async Task<Ran> Copy(int code, params string[] words)
    {
        var ran = await server.Mesh(["cp", .. words]);
        Assert.True(ran.Code == code, $"{ran.Code}: {ran.Out}{ran.Error}");
        return ran;
    }

    async Task<IReadOnlyList<JsonElement>> Rows(int code, params string[] words) => [.. JsonElement.Parse((await Copy(code, [.. words, "-o", "json"])).Out).EnumerateArray()];

    static string Outcome(JsonElement row) => row.GetProperty("outcome").GetString()!;

    void MakeTree(string at)
    {
        foreach (var i in Enumerable.Range(0, 40)) Write(Path.Combine(at, $"many{i % 4}", $"file {i}"), i * 1000);
        Write(Path.Combine(at, "deep", "deeper", "large"), 30_000_000);
        Write(Path.Combine(at, "grüße 😀"), 5);
    }

    [Fact]
    public async Task One_file_goes_up_and_comes_down_with_its_time_and_its_hash()
    {
        var file = Write(Here("report.bin"), 1_000_000);
        File.SetLastWriteTimeUtc(file, new DateTime(2020, 2, 3, 4, 5, 6, DateTimeKind.Utc));
        var row = Assert.Single(await Rows(0, file, Far() + "/"));
        Assert.Equal(("copied", There("report.bin"), 1_000_000L, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))),
            (Outcome(row), row.GetProperty("to").GetString(), row.GetProperty("bytes").GetInt64(), row.GetProperty("sha256").GetString()));
        Assert.Contains("1 file, 1.0 MB in", (await Copy(0, Far("report.bin"), Here("back.bin"))).Out, StringComparison.Ordinal);
        foreach (var copy in new[] { There("report.bin"), Here("back.bin") })
        {
            Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(copy));
            Assert.Equal(File.GetLastWriteTimeUtc(file), File.GetLastWriteTimeUtc(copy));
        }
        Assert.Contains(await server.AuditOfAsync(agent.Device), e => e.Sentence == $"Uploaded {There("report.bin")} (1,000,000 bytes)");
    }

    [Fact]
    public async Task A_folder_goes_up_and_comes_down_over_a_connection_that_is_cut_twice()
    {
        MakeTree(Here("tree"));
        await using var proxy = new CuttingProxy(server.Port);
        await OverCuts(proxy, "-r", Here("tree"), Far() + "/");
        Assert.Equal(Hashes(Here("tree")), Hashes(There("tree")));
        await OverCuts(proxy, "-r", Far("tree"), Here("back"));
        Assert.Equal(Hashes(Here("tree")), Hashes(Here("back")));
    }

    async Task OverCuts(CuttingProxy proxy, params string[] words)
    {
        var environment = new Dictionary<string, string>(server.Environment) { ["MESH_SERVER"] = proxy.Url, ["MESH_TOKEN"] = await TokenAsync() };
        using var mesh = MeshProcess.Start(environment, ["cp", .. words, "--ca", server.Authority]);
        for (var cut = 0; cut < 2; cut++)
        {
            var from = proxy.Passed;
            await Waiting.Until(() => proxy.Passed > from + 8_000_000, "the copy to be under way");
            proxy.Cut();
        }
        Assert.True(await mesh.EndAsync() == 0, mesh.Said);
        Assert.Equal(2, mesh.Said.Split("connected again").Length - 1);
    }

    async Task<string> TokenAsync() => (await server.Technician.Post("/api/tokens", new { name = $"cp {Guid.NewGuid():N}", rights = uint.MaxValue }).Be(HttpStatusCode.Created)).Json.GetProperty("token").GetString()!;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_interrupted_goes_on_when_it_is_started_again(bool up)
    {
        Write(up ? Here("large") : There("large"), 150_000_000);
        string[] words = up ? [Here("large"), Far() + "/"] : [Far("large"), here + "/"];
        var target = up ? there : here;
        using (var mesh = MeshProcess.Start(server.Environment, ["cp", .. words]))
        {
            await Waiting.Until(() => Arrived(target) > 10_000_000, $"the copy to be under way; {mesh.Said}");
            mesh.Interrupt();
            Assert.Equal(130, await mesh.EndAsync());
            Assert.Contains("Interrupted after 0 of 1 file.", mesh.Said, StringComparison.Ordinal);
            Assert.Contains("goes on where this one stopped", mesh.Said, StringComparison.Ordinal);
        }
        var had = new FileInfo(Assert.Single(Directory.EnumerateFiles(target, ".large.*.part"))).Length;
        Assert.InRange(had, 10_000_000, 149_999_999);
        await using var proxy = new CuttingProxy(server.Port);
        var ran = await MeshProcess.RunAsync(new Dictionary<string, string>(server.Environment) { ["MESH_SERVER"] = proxy.Url, ["MESH_TOKEN"] = await TokenAsync() }, ["cp", .. words, "--ca", server.Authority]);
        Assert.True(ran.Code == 0, ran.Error);
        Assert.InRange(proxy.Passed, 150_000_000 - had, (150_000_000 - had) * 1.02 + 1_000_000);
        Assert.Equal(["large"], Directory.EnumerateFileSystemEntries(target).Select(Path.GetFileName));
        Assert.Equal(Hashes(up ? here : there)["large"], Hashes(target)["large"]);
    }

    [Fact]
    public async Task An_agent_that_is_killed_in_the_middle_and_comes_back_is_gone_on_with()
    {
        Write(Here("large"), 200_000_000);
        using var mesh = await UnderWayAsync();
        await agent.KillAsync();
        agent.Start();
        Assert.True(await mesh.EndAsync(TimeSpan.FromMinutes(1)) == 0, mesh.Said);
        Assert.Contains("connected again", mesh.Said, StringComparison.Ordinal);
        Assert.Equal(Hashes(here), Hashes(there));
    }

    [Fact]
    public async Task An_agent_that_stays_away_is_said_within_a_minute_and_the_copy_goes_on_later()
    {
        Write(Here("large"), 200_000_000);
        using (var mesh = await UnderWayAsync())
        {
            await agent.KillAsync();
            Assert.Equal(3, await mesh.EndAsync(TimeSpan.FromMinutes(1)));
            Assert.Contains("did not come back within 45 seconds", mesh.Said, StringComparison.Ordinal);
            Assert.Contains("the same command goes on where this one stopped", mesh.Said, StringComparison.Ordinal);
        }
        agent.Start();
        await agent.BackAsync();
        await Copy(0, Here("large"), Far() + "/");
        Assert.Equal(Hashes(here), Hashes(there));
    }

    async Task<MeshProcess> UnderWayAsync()
    {
        var mesh = MeshProcess.Start(server.Environment, ["cp", Here("large"), Far() + "/"]);
        await Waiting.Until(() => Arrived(there) > 5_000_000, "the copy to be under way");
        return mesh;
    }

    [Fact]
    public async Task A_taken_name_is_refused_skipped_replaced_or_kept_beside_and_the_same_file_is_no_matter()
    {
        File.WriteAllText(Here("a"), "mine");
        File.WriteAllText(There("a"), "mine");
        Assert.Equal("same", Outcome(Assert.Single(await Rows(0, Here("a"), Far("a")))));
        Assert.Equal("same", Outcome(Assert.Single(await Rows(0, Far("a"), Here("a")))));
        File.WriteAllText(There("a"), "theirs");

        foreach (var (from, to, taken) in new[] { (Here("a"), Far("a"), There("a")), (Far("a"), Here("b"), Here("b")) })
        {
            if (!File.Exists(taken)) File.WriteAllText(taken, "before");
            var old = File.ReadAllText(taken);
            var refused = await Copy(1, from, to);
            Assert.Contains("is there already, and is another one.", refused.Error, StringComparison.Ordinal);
            Assert.Contains("--overwrite, --skip or --rename", refused.Error, StringComparison.Ordinal);
            Assert.Equal("skipped", Outcome(Assert.Single(await Rows(0, from, to, "--skip"))));
            Assert.Equal(old, File.ReadAllText(taken));
            Assert.Equal($"{taken} (2)", Assert.Single(await Rows(0, from, to, "--rename")).GetProperty("to").GetString());
            Assert.Equal("mine", File.ReadAllText($"{taken} (2)"));
            await Copy(0, from, to, "--overwrite");
            Assert.Equal("mine", File.ReadAllText(taken));
        }
    }

    [Fact]
    public async Task Links_and_pipes_are_left_out_and_said_and_rights_are_kept_when_asked()
    {
        File.WriteAllText(Here("run.sh"), "exit");
        File.SetUnixFileMode(Here("run.sh"), (UnixFileMode)0x1E8);        // 0750
        Directory.CreateDirectory(Here("tree"));
        File.Move(Here("run.sh"), Here("tree", "run.sh"));
        File.CreateSymbolicLink(Here("tree", "link"), "/etc/passwd");
        Process.Start("mkfifo", Here("tree", "pipe")).WaitForExit();
        var rows = await Rows(0, "-rp", Here("tree"), Far());
        Assert.Equal(["copied run.sh", "left link", "left pipe"], rows.Select(r => $"{Outcome(r)} {Path.GetFileName(r.GetProperty("from").GetString())}").Order());
        Assert.Equal(["run.sh"], Directory.EnumerateFileSystemEntries(There("tree")).Select(Path.GetFileName));
        Assert.Equal((UnixFileMode)0x1E8, File.GetUnixFileMode(There("tree", "run.sh")));

        File.CreateSymbolicLink(There("tree", "link"), "/etc/passwd");
        var (code, said) = ((await Copy(0, "-rp", Far("tree"), Here("back"))) is var ran ? (ran.Code, ran.Error) : default);
        Assert.Contains("/link: It is a link.", said, StringComparison.Ordinal);
        Assert.Equal(0, code);
        Assert.Equal(["run.sh"], Directory.EnumerateFileSystemEntries(Here("back")).Select(Path.GetFileName));
        Assert.Equal((UnixFileMode)0x1E8, File.GetUnixFileMode(Here("back", "run.sh")));
    }

    [Fact]
    public async Task What_is_not_there_or_does_not_fit_is_said()
    {
        Directory.CreateDirectory(Here("folder"));
        File.WriteAllText(Here("a"), "a");
        async Task Says(int code, string sentence, params string[] words) => Assert.Contains(sentence, (await Copy(code, words)).Error, StringComparison.Ordinal);
        await Says(1, "There is no file", Here("none"), Far());
        await Says(1, $"There is no {There("none")} on the device.", Far("none"), here);
        await Says(2, "is a folder.", Here("folder"), Far());
        await Says(2, "is a folder.", Far(), here);
        await Says(1, "is no folder on the device.", Here("a"), Far("none") + "/");
        await Says(1, "There is no folder", Far(), Here("none") + "/", "-r");
        await Says(1, "pipe or socket, and no file.", "/dev/null", Far());
        await Says(1, "pipe or socket, and no file.", $"{agent.Device}:/dev/null", here);
        await Says(1, "is not there", Here("a"), Far("none", "b"));
        await Says(1, "1 file of 2 could not be copied.", Here("a"), Write(Here("x", "a"), 7), Far() + "/");
    }

    [Theory]
    [InlineData("Neither side is on a device.", "a", "b")]
    [InlineData("Both sides are on devices.", "x:/a", "y:/b")]
    [InlineData("All sources must be on the same device", "x:/a", "b", "c")]
    [InlineData("'a' is not an absolute path.", "b", "x:a")]
    [InlineData("names no device before the colon", "b", ":/a")]
    [InlineData("Only one of --overwrite", "b", "x:/a", "--skip", "--rename")]
    [InlineData("DST is missing", "b")]
    public async Task Wrong_arguments_are_said(string sentence, params string[] words)
    {
        var ran = await server.Mesh(["cp", .. words]);
        Assert.Equal((2, true, ""), (ran.Code, ran.Error.Contains(sentence, StringComparison.Ordinal), ran.Out));
    }
}
