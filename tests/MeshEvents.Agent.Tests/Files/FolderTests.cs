using System.Runtime.Versioning;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MeshEvents.Agent.Tests.Support;

namespace MeshEvents.Agent.Tests.Files;

/// <summary>Folders of a device: seen, made, renamed, copied, moved, deleted, on a real disk.</summary>
[SupportedOSPlatform("linux")]
public sealed class FolderTests : FilesTest
{
    static JsonArray Array(params string[] names) => [.. names.Select(n => (JsonNode)n)];

    Task<JsonElement> CopyAsync(string action, string from, string to, string name, string conflict = "fail") =>
        Files.AskAsync(new() { ["action"] = action, ["scpath"] = At(from), ["dspath"] = At(to), ["names"] = Array(name), ["conflict"] = conflict });

    [Fact] public async Task A_folder_shows_what_is_in_it_with_rights_owners_and_links()
    {
        Directory.CreateDirectory(At("inner"));
        File.SetUnixFileMode(Write("a.txt", "hello"), (UnixFileMode)0x1A0);      // 0640
        File.CreateSymbolicLink(At("to-inner"), "inner");
        File.CreateSymbolicLink(At("lost"), "nowhere");
        var list = (await Files.ListAsync(Folder)).ToDictionary(e => e.GetProperty("n").GetString()!);
        Assert.Equal(["a.txt", "inner", "lost", "to-inner"], list.Keys.Order(StringComparer.Ordinal));
        var file = list["a.txt"];
        Assert.Equal((3, 5L, 0x1A0), (file.GetProperty("t").GetInt32(), file.GetProperty("s").GetInt64(), file.GetProperty("m").GetInt32()));
        Assert.Equal(Environment.UserName, file.GetProperty("o").GetString());
        Assert.Equal(File.GetLastWriteTimeUtc(At("a.txt")), file.GetProperty("d").GetDateTime(), TimeSpan.FromSeconds(1));
        Assert.Equal((2, "inner"), (list["to-inner"].GetProperty("t").GetInt32(), list["to-inner"].GetProperty("l").GetString()));
        Assert.Equal((4, "nowhere"), (list["lost"].GetProperty("t").GetInt32(), list["lost"].GetProperty("l").GetString()));
    }

    [Fact] public async Task A_large_folder_comes_in_pages_and_the_beginning_is_the_root()
    {
        for (var i = 0; i < 1203; i++) File.WriteAllText(At($"f{i:0000}"), "");
        await Files.SendAsync(new() { ["action"] = "ls", ["reqid"] = 77, ["path"] = Folder, ["pages"] = true });
        List<int> pages = [];
        for (var end = false; !end;)
        {
            var page = await Files.AnswerAsync(77);
            pages.Add(page.GetProperty("dir").GetArrayLength());
            end = page.GetProperty("end").GetBoolean();
        }
        Assert.Equal([500, 500, 203], pages);
        Assert.Contains((await Files.ListAsync("")).Select(e => e.GetProperty("n").GetString()), n => n == "etc");
    }

    [Fact] public async Task The_plain_listing_is_one_message_and_null_when_it_cannot_be_read()
    {
        Write("a", "12");
        await Files.Tunnel.SendTextAsync($$"""{"action":"ls","reqid":"x","path":"{{Folder}}"}""");
        var (json, _) = await Files.NextAsync();
        Assert.Equal("""{"n":"a","t":3,"s":2,""", json!.Value.GetProperty("dir")[0].GetRawText()[..21]);
        Assert.False(json.Value.TryGetProperty("end", out _));
        await Files.Tunnel.SendTextAsync($$"""{"action":"ls","reqid":"x","path":"{{At("none")}}"}""");
        Assert.Equal(JsonValueKind.Null, (await Files.NextAsync()).Json!.Value.GetProperty("dir").ValueKind);
    }

    [Fact] public async Task Folders_are_made_and_files_renamed_but_never_over_others()
    {
        Assert.Equal("done", Code(await Files.AskAsync(new() { ["action"] = "mkdir", ["path"] = At("new") })));
        Assert.True(Directory.Exists(At("new")));
        Assert.Equal("exists", Code(await Files.AskAsync(new() { ["action"] = "mkdir", ["path"] = At("new") })));
        Write("a", "A");
        Write("b", "B");
        Assert.Equal("exists", Code(await Rename("a", "b")));
        Assert.Equal("B", File.ReadAllText(At("b")));
        Assert.Equal("done", Code(await Rename("a", "c")));
        Assert.Equal(["b", "c", "new"], Names());
        Assert.Equal("missing", Code(await Rename("a", "d")));
        foreach (var name in new[] { "..", ".", "", "x/y", "x\0y", new string('n', 256) }) Assert.Equal("refused", Code(await Rename("c", name)));

        Task<JsonElement> Rename(string from, string to) => Files.AskAsync(new() { ["action"] = "rename", ["path"] = Folder, ["oldname"] = from, ["newname"] = to });
    }

    [Theory]
    [InlineData("/../etc")]
    [InlineData("/tmp/../../etc")]
    [InlineData("/tmp\0/x")]
    public async Task A_path_that_climbs_or_is_none_is_refused(string path)
    {
        Assert.Equal("refused", Code(await Files.AskAsync(new() { ["action"] = "mkdir", ["path"] = path })));
        Assert.Equal("refused", Code(await Files.AskAsync(new() { ["action"] = "ls", ["path"] = path, ["pages"] = true })));
        Assert.Equal("refused", Code((await Files.DownloadAsync(new() { ["path"] = path })).End!.Value));
    }

    [Fact] public async Task A_tree_is_deleted_and_links_in_it_are_not_followed()
    {
        Directory.CreateDirectory(At("keep"));
        Write("keep/file", "x");
        Directory.CreateDirectory(At("tree", "deep", "deeper"));
        for (var i = 0; i < 700; i++) Write($"tree/deep/f{i}", "x");
        File.CreateSymbolicLink(At("tree", "deep", "out"), At("keep"));
        Assert.Equal("not-empty", Code(await Remove(recursive: false)));
        var answer = await Remove(recursive: true);
        Assert.Equal(("done", 704), (Code(answer), answer.GetProperty("count").GetInt32()));
        Assert.Equal(["keep"], Names());
        Assert.Equal(["file"], Names("keep"));

        Task<JsonElement> Remove(bool recursive) => Files.AskAsync(new() { ["action"] = "rm", ["path"] = Folder, ["delfiles"] = Array("tree"), ["rec"] = recursive });
    }

    [Fact] public async Task A_tree_is_copied_with_rights_and_links_and_moved()
    {
        Directory.CreateDirectory(At("tree", "deep"));
        Directory.CreateDirectory(At("to"));
        File.WriteAllBytes(At("tree", "deep", "data"), Some(400_000));
        File.SetUnixFileMode(Write("tree/run", "#!/bin/sh"), (UnixFileMode)0x1ED);
        File.CreateSymbolicLink(At("tree", "link"), "deep/data");
        var copied = await CopyAsync("copy", "", "to", "tree");
        Assert.Equal(("done", 5, 400_009L), (Code(copied), copied.GetProperty("count").GetInt32(), copied.GetProperty("size").GetInt64()));
        Assert.Equal(Some(400_000), File.ReadAllBytes(At("to", "tree", "deep", "data")));
        Assert.Equal((UnixFileMode)0x1ED, File.GetUnixFileMode(At("to", "tree", "run")));
        Assert.Equal("deep/data", new FileInfo(At("to", "tree", "link")).LinkTarget);
        Assert.Equal("exists", Code(await CopyAsync("copy", "", "to", "tree")));
        Assert.Equal("refused", Code(await CopyAsync("copy", "", "tree/deep", "tree")));

        Assert.Equal("done", Code(await CopyAsync("move", "", "to", "tree", "keep")));
        Assert.Equal(["to"], Names());
        Assert.Equal(["tree", "tree (2)"], Names("to"));
    }

    [Fact] public async Task What_is_there_already_is_replaced_kept_or_left_as_asked()
    {
        Directory.CreateDirectory(At("to"));
        Write("a.txt", "new");
        Write("to/a.txt", "old");
        Assert.Equal("done", Code(await CopyAsync("copy", "", "to", "a.txt", "skip")));
        Assert.Equal("old", File.ReadAllText(At("to", "a.txt")));
        Assert.Equal("done", Code(await CopyAsync("copy", "", "to", "a.txt", "keep")));
        Assert.Equal("new", File.ReadAllText(At("to", "a (2).txt")));
        Assert.Equal("done", Code(await CopyAsync("copy", "", "to", "a.txt", "replace")));
        Assert.Equal("new", File.ReadAllText(At("to", "a.txt")));
        Assert.Equal("done", Code(await CopyAsync("move", "", "to", "a.txt", "replace")));
        Assert.Equal(["a (2).txt", "a.txt"], Names("to"));
        Directory.CreateDirectory(At("a.txt"));
        Assert.Equal("exists", Code(await CopyAsync("move", "", "to", "a.txt", "replace")));
    }

    [Fact] public async Task A_name_that_is_no_text_is_shown_and_can_be_handled()
    {
        Touch(Folder, 0x67, 0xFC, 0x6E);
        const string Name = "g\uF7FCn";
        Assert.Equal(Name, Assert.Single(await Files.ListAsync(Folder)).GetProperty("n").GetString());
        Assert.Equal("done", Code(await Files.UploadAsync(Folder, Name, Encoding.UTF8.GetBytes("inside"), "replace")));
        Assert.Equal("inside", Encoding.UTF8.GetString((await Files.DownloadAsync(new() { ["path"] = $"{Folder}/{Name}" })).Data));
        Assert.Equal("done", Code(await Files.AskAsync(new() { ["action"] = "rename", ["path"] = Folder, ["oldname"] = Name, ["newname"] = "gün" })));
        Assert.Equal(["gün"], Names());
    }

    [Fact] public async Task A_long_request_is_cancelled()
    {
        for (var i = 0; i < 40; i++)
        {
            Directory.CreateDirectory(At("tree", $"d{i}"));
            for (var j = 0; j < 100; j++) File.WriteAllText(At("tree", $"d{i}", $"f{j}"), "x");
        }
        Directory.CreateDirectory(At("to"));
        await Files.SendAsync(new() { ["action"] = "copy", ["reqid"] = 900, ["scpath"] = Folder, ["dspath"] = At("to"), ["names"] = Array("tree") });
        await Files.SendAsync(new() { ["action"] = "cancel", ["reqid"] = 900 });
        Assert.Equal("cancelled", Code(await Files.AnswerAsync(900)));
        Assert.InRange(Directory.GetFiles(At("to"), "*", SearchOption.AllDirectories).Length, 0, 3999);
        Assert.Empty(Directory.GetFiles(At("to"), ".*", SearchOption.AllDirectories));
    }

    [Fact] public async Task Who_may_not_is_told_and_the_tunnel_ends()
    {
        foreach (var rights in new[] { 0x408u, 0x2u, 0u })
        {
            var refused = await OpenAsync(rights);
            Assert.Contains("You may not use the files of this device.", await refused.Tunnel.TextAsync(t => t.Contains("console")));
            await refused.Tunnel.TextAsync(t => t.Contains("close"));
        }
        Assert.NotEmpty(await (await OpenAsync(0x8)).ListAsync("/"));
    }
}
