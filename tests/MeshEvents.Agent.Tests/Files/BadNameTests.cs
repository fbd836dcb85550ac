using System.Runtime.Versioning;
using System.Text;
using System.Text.Json.Nodes;
using MeshEvents.Agent.Tests.Support;

namespace MeshEvents.Agent.Tests.Files;

/// <summary>Names and places that no honest page asks for: nothing outside of the folder that was named is touched.</summary>
[SupportedOSPlatform("linux")]
public sealed class BadNameTests : FilesTest
{
    public static TheoryData<string> NoNames() => ["..", ".", "", "../out", "in/../../out", "/etc/passwd", "a/b", "a\0b", new('n', 256)];

    static JsonArray Array(params string[] names) => [.. names.Select(n => (JsonNode)n)];

    [Theory, MemberData(nameof(NoNames))]
    public async Task A_name_that_is_none_is_refused_by_all_that_takes_one(string name)
    {
        Directory.CreateDirectory(At("folder"));
        Directory.CreateDirectory(At("to"));
        Write("out", "keep");
        var folder = At("folder");
        await RefusedAsync(new() { ["action"] = "put", ["transfer"] = Guid.NewGuid().ToString(), ["path"] = folder, ["name"] = name, ["size"] = 1 });
        // a zip begins before its names are looked at
        var zip = Code((await Files.DownloadAsync(new() { ["path"] = folder, ["zip"] = true, ["names"] = Array(name) })).End!.Value);
        Assert.True(zip is "refused" or "missing", $"a zip of {name}: {zip}");
        await RefusedAsync(new() { ["action"] = "rm", ["path"] = folder, ["delfiles"] = Array(name), ["rec"] = true });
        foreach (var action in new[] { "copy", "move" })
            await RefusedAsync(new() { ["action"] = action, ["scpath"] = folder, ["dspath"] = At("to"), ["names"] = Array(name), ["conflict"] = "replace" });
        Assert.Equal(["folder", "out", "to"], Names());
        Assert.Equal(("keep", 0, 0), (File.ReadAllText(At("out")), Names("folder").Length, Names("to").Length));
    }

    async Task RefusedAsync(JsonObject request)
    {
        var answer = await Files.AskAsync(request);
        Assert.True(Code(answer) is "refused" or "missing", $"{request.ToJsonString()}: {answer.GetRawText()}");
    }

    [Fact] public async Task A_name_whose_bytes_are_no_text_goes_up_is_renamed_comes_down_and_is_deleted()
    {
        Assert.Equal("done", Code(await Files.UploadAsync(Folder, "g\uF7FCn", [1, 2, 3])));
        byte[] there = [.. Encoding.UTF8.GetBytes(Folder + "/g"), 0xFC, (byte)'n'];
        Assert.Equal(there, Assert.Single(RawNames()));
        Assert.Equal<byte[]>([1, 2, 3], (await Files.DownloadAsync(new() { ["path"] = At("g\uF7FCn") })).Data);
        Assert.Equal("done", Code(await Files.AskAsync(new() { ["action"] = "rename", ["path"] = Folder, ["oldname"] = "g\uF7FCn", ["newname"] = "\uF780" })));
        Assert.Equal<byte[]>([.. Encoding.UTF8.GetBytes(Folder + "/"), 0x80], Assert.Single(RawNames()));
        Assert.Equal("done", Code(await Files.AskAsync(new() { ["action"] = "rm", ["path"] = Folder, ["delfiles"] = Array("\uF780"), ["rec"] = false })));
        Assert.Empty(RawNames());
    }

    /// <summary>Paths in the folder as the system has them; the runtime shows only text.</summary>
    List<byte[]> RawNames()
    {
        using var find = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("find", [Folder, "-mindepth", "1", "-print0"]) { RedirectStandardOutput = true })!;
        var all = new MemoryStream();
        find.StandardOutput.BaseStream.CopyTo(all);
        find.WaitForExit();
        List<byte[]> names = [];
        for (var rest = all.ToArray(); rest.Length > 0;)
        {
            var end = System.Array.IndexOf(rest, (byte)0);
            names.Add(rest[..end]);
            rest = rest[(end + 1)..];
        }
        return names;
    }

    [Fact] public async Task Replacing_a_link_replaces_the_link_and_not_what_it_leads_to()
    {
        var other = Write("other", "mine");
        File.CreateSymbolicLink(At("link"), other);
        File.CreateSymbolicLink(At("device"), "/dev/full");
        foreach (var name in new[] { "link", "device" })
        {
            Assert.Equal("done", Code(await Files.UploadAsync(Folder, name, Some(10), "replace")));
            Assert.Null(new FileInfo(At(name)).LinkTarget);
            Assert.Equal(Some(10), File.ReadAllBytes(At(name)));
        }
        Assert.Equal("mine", File.ReadAllText(other));
    }

    [Fact] public async Task Pipes_and_folders_are_not_replaced_by_a_file()
    {
        using (var made = System.Diagnostics.Process.Start("mkfifo", At("pipe"))) await made.WaitForExitAsync();
        Directory.CreateDirectory(At("folder"));
        foreach (var name in new[] { "pipe", "folder" }) Assert.Equal("exists", Code(await Files.UploadAsync(Folder, name, Some(10), "replace")));
        Assert.Equal("exists", Code(await Files.UploadAsync("/dev", "full", Some(10), "replace")));
        Assert.Equal(["folder", "pipe"], Names());
    }
}
