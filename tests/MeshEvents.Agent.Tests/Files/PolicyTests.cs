using System.Runtime.Versioning;
using System.Text;
using MeshEvents.Agent.Channels.Files;
using MeshEvents.Agent.Platform;
using MeshEvents.Agent.State;
using MeshEvents.Agent.Tests.Support;

namespace MeshEvents.Agent.Tests.Files;

/// <summary>What the policy of a device does not allow cannot be reached, whatever links lead there.</summary>
[SupportedOSPlatform("linux")]
public sealed class PolicyTests : FilesTest
{
    readonly string root = Directory.CreateTempSubdirectory("root-").FullName;

    protected override IReadOnlyList<string> Roots => [root];

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(root, recursive: true);
    }

    [Fact] public async Task The_beginning_is_its_roots()
    {
        var place = Assert.Single(await Files.ListAsync(""));
        Assert.Equal((root, 1), (place.GetProperty("n").GetString(), place.GetProperty("t").GetInt32()));
        File.WriteAllText(Path.Combine(root, "a"), "x");
        Assert.Equal("a", Assert.Single(await Files.ListAsync(root)).GetProperty("n").GetString());
    }

    [Fact] public async Task Outside_of_them_nothing_is_read_or_written()
    {
        Write("secret", "x");
        foreach (var path in new[] { Folder, "/", root + "-beside" })
            Assert.Equal("refused", Code(await Files.AskAsync(new() { ["action"] = "mkdir", ["path"] = path + "/new" })));
        Assert.Equal("refused", Code((await Files.DownloadAsync(new() { ["path"] = At("secret") })).End!.Value));
        Assert.Equal("refused", Code(await Files.UploadAsync(Folder, "a", [1])));
        Assert.Equal(["secret"], Names());
    }

    [Fact] public async Task A_link_that_leads_out_leads_nowhere()
    {
        Write("secret", "x");
        File.CreateSymbolicLink(Path.Combine(root, "file"), At("secret"));
        File.CreateSymbolicLink(Path.Combine(root, "folder"), Folder);
        File.CreateSymbolicLink(Path.Combine(root, "up"), "../" + Path.GetFileName(Folder));
        File.CreateSymbolicLink(Path.Combine(root, "inside"), "real");
        Directory.CreateDirectory(Path.Combine(root, "real"));
        Assert.Equal([("file", 4), ("folder", 4), ("inside", 2), ("real", 2), ("up", 4)],
            (await Files.ListAsync(root)).Select(e => (e.GetProperty("n").GetString()!, e.GetProperty("t").GetInt32())).Order());
        Assert.Equal("refused", Code((await Files.DownloadAsync(new() { ["path"] = root + "/file" })).End!.Value));
        Assert.Equal("refused", Code((await Files.DownloadAsync(new() { ["path"] = root + "/folder/secret" })).End!.Value));
        foreach (var link in new[] { "folder", "up" })
        {
            Assert.Equal("refused", Code(await Files.AskAsync(new() { ["action"] = "ls", ["path"] = $"{root}/{link}", ["pages"] = true })));
            Assert.Equal("refused", Code(await Files.UploadAsync($"{root}/{link}", "a", [1])));
            Assert.Equal("refused", Code(await Files.AskAsync(new() { ["action"] = "rm", ["path"] = $"{root}/{link}", ["delfiles"] = new System.Text.Json.Nodes.JsonArray("secret"), ["rec"] = true })));
        }
        Assert.Equal("done", Code(await Files.UploadAsync(root + "/inside", "a", [1])));
        Assert.Equal(["secret"], Names());
    }

    [Theory]
    [InlineData("""{"files":{"roots":["/srv","/home"]}}""", 2)]
    [InlineData("""{"other":1}""", 0)]
    [InlineData("""{"files":{"roots":[]}}""", -1)]
    [InlineData("""{"files":{"roots":["srv"]}}""", -1)]
    [InlineData("""{"files":{"root":"/srv"}}""", -1)]
    [InlineData("""{"files":["/srv"]}""", -1)]
    [InlineData("""{"files":""", -1)]
    public void A_policy_that_does_not_say_what_it_means_stops_the_start(string text, int roots)
    {
        using var state = StateFolder.Open(Folder, Machine.Current.Files);
        File.WriteAllText(At(PolicyFile.FileName), text, Encoding.UTF8);
        if (roots < 0) Assert.Contains(PolicyFile.FileName, Assert.Throws<AgentRefusal>(() => FilesPolicy.Load(state)).Message);
        else Assert.Equal(roots, FilesPolicy.Load(state).Roots.Count);
    }
}
