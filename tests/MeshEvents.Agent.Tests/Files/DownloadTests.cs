using System.IO.Compression;
using System.Runtime.Versioning;
using System.Text;
using System.Text.Json.Nodes;
using MeshEvents.Agent.Tests.Support;

namespace MeshEvents.Agent.Tests.Files;

/// <summary>Files from a device: checked, resumed, and several as one zip.</summary>
[SupportedOSPlatform("linux")]
public sealed class DownloadTests : FilesTest
{
    JsonObject Zip(long offset, params string[] names) => new() { ["path"] = Folder, ["zip"] = true, ["names"] = new JsonArray([.. names.Select(n => (JsonNode)n)]), ["offset"] = offset };

    [Fact] public async Task A_file_comes_whole_with_size_time_and_hash()
    {
        var all = Some(3_000_000);
        File.WriteAllBytes(At("data"), all);
        var (start, data, end) = await Files.DownloadAsync(new() { ["path"] = At("data") });
        Assert.Equal(all, data);
        Assert.Equal((3_000_000L, FilesClient.Hex([])), (start.GetProperty("size").GetInt64(), start.GetProperty("sha256").GetString()));
        Assert.Equal(new DateTimeOffset(File.GetLastWriteTimeUtc(At("data"))).ToUnixTimeMilliseconds(), start.GetProperty("modified").GetInt64());
        Assert.Equal(("done", FilesClient.Hex(all), 3_000_000L), (Code(end!.Value), end.Value.GetProperty("sha256").GetString(), end.Value.GetProperty("size").GetInt64()));
    }

    [Fact] public async Task It_goes_on_in_the_middle_and_says_the_hash_of_what_was_before()
    {
        var all = Some(1_000_000);
        File.WriteAllBytes(At("data"), all);
        var (_, first, none) = await Files.DownloadAsync(new() { ["path"] = At("data") }, stopAfter: 300_000);
        Assert.Null(none);
        Files.Tunnel.Cut();

        var again = await OpenAsync();
        var (start, rest, end) = await again.DownloadAsync(new() { ["path"] = At("data"), ["offset"] = first.Length });
        Assert.Equal((first.Length, FilesClient.Hex(first)), (start.GetProperty("offset").GetInt32(), start.GetProperty("sha256").GetString()));
        Assert.Equal<byte[]>(all, [.. first, .. rest]);
        Assert.Equal(FilesClient.Hex(all), end!.Value.GetProperty("sha256").GetString());
        Assert.Equal("changed", Code((await again.DownloadAsync(new() { ["path"] = At("data"), ["offset"] = 2_000_000 })).End!.Value));
    }

    [Fact] public async Task No_more_than_the_window_is_sent_before_it_is_taken()
    {
        File.WriteAllBytes(At("data"), new byte[10_000_000]);
        await Files.SendAsync(new() { ["action"] = "get", ["reqid"] = 5, ["path"] = At("data") });
        await Files.AnswerAsync(5);
        for (var i = 0; i < 16; i++) Assert.Equal(FilesClient.Header + 128 * 1024, (await Files.NextAsync()).Data.Length);
        // the answer to the next request comes, and no chunk before it
        Assert.Equal("exists", Code(await Files.AskAsync(new() { ["action"] = "mkdir", ["path"] = Folder })));
        await Files.SendAsync(new() { ["action"] = "cancel", ["reqid"] = 5 });
        Assert.Equal("cancelled", Code(await Files.AnswerAsync(5)));
    }

    [Fact] public async Task A_file_that_changes_while_it_is_read_is_said_to_have()
    {
        File.WriteAllBytes(At("data"), new byte[10_000_000]);
        await Files.SendAsync(new() { ["action"] = "get", ["reqid"] = 5, ["path"] = At("data") });
        await Files.AnswerAsync(5);
        File.AppendAllText(At("data"), "more");
        Assert.Equal("changed", Code(await Files.EndAsync(5)));
        Assert.Equal(10_000_004, new FileInfo(At("data")).Length);
    }

    [Fact] public async Task Devices_pipes_and_folders_are_refused()
    {
        using (var made = System.Diagnostics.Process.Start("mkfifo", At("pipe"))) await made.WaitForExitAsync();
        foreach (var path in new[] { "/dev/zero", At("pipe"), Folder }) Assert.Equal("refused", Code((await Files.DownloadAsync(new() { ["path"] = path })).End!.Value));
        Assert.Equal("missing", Code((await Files.DownloadAsync(new() { ["path"] = At("none") })).End!.Value));
    }

    [Fact] public async Task The_kernels_own_files_are_read_to_their_end()
    {
        var (start, data, end) = await Files.DownloadAsync(new() { ["path"] = "/proc/version" });
        Assert.False(start.TryGetProperty("size", out _));
        Assert.Equal((File.ReadAllText("/proc/version"), "done"), (Encoding.UTF8.GetString(data), Code(end!.Value)));
    }

    [Fact] public async Task Several_come_as_one_zip_and_a_broken_one_goes_on()
    {
        Directory.CreateDirectory(At("tree", "deep", "empty"));
        File.WriteAllBytes(At("tree", "deep", "data"), Some(2_000_000));
        File.SetUnixFileMode(Write("tree/run", "#!/bin/sh"), (UnixFileMode)0x1ED);
        File.CreateSymbolicLink(At("tree", "link"), "/etc/passwd");
        Write("single", "alone");
        Touch(At("tree"), 0x67, 0xFC);

        var (start, whole, end) = await Files.DownloadAsync(Zip(0, "tree", "single"));
        Assert.False(start.TryGetProperty("size", out _));
        Assert.Equal(("done", 8, FilesClient.Hex(whole)), (Code(end!.Value), end.Value.GetProperty("count").GetInt32(), end.Value.GetProperty("sha256").GetString()));
        using (var zip = new ZipArchive(new MemoryStream(whole)))
        {
            Assert.Equal(["single", "tree/", "tree/deep/", "tree/deep/data", "tree/deep/empty/", "tree/g\\xFC", "tree/link", "tree/run"], zip.Entries.Select(e => e.FullName).Order(StringComparer.Ordinal));
            Assert.Equal(Some(2_000_000), Read(zip, "tree/deep/data"));
            // a link is kept as a link: what it leads to stays on the device
            Assert.Equal("/etc/passwd", Encoding.UTF8.GetString(Read(zip, "tree/link")));
            Assert.Equal((0xA000, 0x81ED), (zip.GetEntry("tree/link")!.ExternalAttributes >> 16 & 0xF000, zip.GetEntry("tree/run")!.ExternalAttributes >> 16 & 0xFFFF));
        }

        var (middle, rest, last) = await Files.DownloadAsync(Zip(700_001, "tree", "single"));
        Assert.Equal(FilesClient.Hex(whole[..700_001]), middle.GetProperty("sha256").GetString());
        Assert.Equal<byte[]>(whole, [.. whole[..700_001], .. rest]);
        Assert.Equal(FilesClient.Hex(whole), last!.Value.GetProperty("sha256").GetString());

        // what has changed meanwhile has another hash: the page sees it and begins anew
        Write("single", "changed");
        Assert.NotEqual(FilesClient.Hex(whole[..700_001]), (await Files.DownloadAsync(Zip(700_001, "tree", "single"))).Start.GetProperty("sha256").GetString());

        static byte[] Read(ZipArchive zip, string name)
        {
            using var from = zip.GetEntry(name)!.Open();
            var to = new MemoryStream();
            from.CopyTo(to);
            return to.ToArray();
        }
    }

    [Fact] public async Task MeshCentrals_own_clients_download()
    {
        var all = Some(50_000);
        File.WriteAllBytes(At("data"), all);
        await Files.Tunnel.SendTextAsync($$"""{"action":"download","sub":"start","id":"x","path":"{{At("data")}}"}""");
        Assert.Equal("""{"action":"download","sub":"start","id":"x"}""", (await Files.NextAsync()).Json!.Value.GetRawText());
        List<byte> got = [];
        for (var (sub, last) = ("startack", false); !last; sub = "ack")
        {
            await Files.Tunnel.SendTextAsync($$"""{"action":"download","sub":"{{sub}}","id":"x"}""");
            var (_, chunk) = await Files.NextAsync();
            last = chunk[3] == 1;
            Assert.Equal([1, 0, 0], chunk[..3]);
            got.AddRange(chunk[4..]);
        }
        Assert.Equal(all, got);
        await Files.Tunnel.SendTextAsync("""{"action":"download","sub":"start","id":"y","path":"/dev/zero"}""");
        Assert.Equal("cancel", (await Files.NextAsync()).Json!.Value.GetProperty("sub").GetString());
    }
}
