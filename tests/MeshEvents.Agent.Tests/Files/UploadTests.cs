using System.Runtime.Versioning;
using System.Text;
using MeshEvents.Agent.Channels.Files;
using MeshEvents.Agent.Platform.Files;
using MeshEvents.Agent.Tests.Support;

namespace MeshEvents.Agent.Tests.Files;

/// <summary>Files to a device: whole or not at all, and on after a cut.</summary>
[SupportedOSPlatform("linux")]
public sealed class UploadTests : FilesTest
{
    [Fact] public async Task A_file_arrives_whole_with_its_hash_time_and_usual_rights()
    {
        var all = Some(1_000_000);
        var done = await Files.UploadAsync(Folder, "data.bin", all);
        Assert.Equal(("done", 1_000_000L, FilesClient.Hex(all), "data.bin"),
            (Code(done), done.GetProperty("size").GetInt64(), done.GetProperty("sha256").GetString(), done.GetProperty("name").GetString()));
        Assert.Equal(all, File.ReadAllBytes(At("data.bin")));
        Assert.Equal((UnixFileMode)0x1A4, File.GetUnixFileMode(At("data.bin")));
        Assert.Equal(DateTime.UnixEpoch.AddMilliseconds(1_700_000_000_000), File.GetLastWriteTimeUtc(At("data.bin")));
        Assert.Equal(["data.bin"], Names());
        Assert.Equal(0, Agent.Files.Parts.Count);
    }

    [Fact] public async Task An_empty_file_arrives()
    {
        Assert.Equal("done", Code(await Files.UploadAsync(Folder, "empty", [])));
        Assert.Empty(File.ReadAllBytes(At("empty")));
    }

    [Fact] public async Task Until_it_is_whole_nothing_has_its_name_and_nobody_else_may_read_it()
    {
        var (all, transfer) = (Some(300_000), Guid.NewGuid());
        var id = await Files.PutAsync(Folder, "data.bin", all.Length, transfer);
        await Files.AnswerAsync(id);
        await Files.ChunkAsync(id, 0, all.AsSpan(0, 200_000));
        await Files.NextAsync();
        Assert.Equal([$".data.bin.{transfer:N}.part"], Names());
        Assert.Equal((UnixFileMode)0x180, File.GetUnixFileMode(At(Names()[0])));
    }

    [Fact] public async Task After_a_cut_it_goes_on_where_it_stopped()
    {
        var (all, transfer) = (Some(500_000), Guid.NewGuid());
        var id = await Files.PutAsync(Folder, "data.bin", all.Length, transfer);
        await Files.AnswerAsync(id);
        await Files.ChunkAsync(id, 0, all.AsSpan(0, 200_000));
        await Files.NextAsync();
        Files.Tunnel.Cut();

        var again = await OpenAsync();
        id = await again.PutAsync(Folder, "data.bin", all.Length, transfer);
        var start = await again.AnswerAsync(id);
        Assert.Equal((200_000L, FilesClient.Hex(all[..200_000])), (start.GetProperty("offset").GetInt64(), start.GetProperty("sha256").GetString()));
        await again.ChunkAsync(id, 200_000, all.AsSpan(200_000, 250_000));
        await again.ChunkAsync(id, 450_000, all.AsSpan(450_000));
        await again.DoneAsync(id, all);
        Assert.Equal("done", Code(await again.AnswerAsync(id)));
        Assert.Equal(all, File.ReadAllBytes(At("data.bin")));
        Assert.Equal(["data.bin"], Names());
    }

    [Fact] public async Task The_tunnel_that_goes_on_takes_the_file_from_the_one_that_hangs()
    {
        var (all, transfer) = (Some(200_000), Guid.NewGuid());
        var old = await Files.PutAsync(Folder, "a", all.Length, transfer);
        await Files.AnswerAsync(old);
        var again = await OpenAsync();
        Assert.Equal("done", Code(await again.UploadAsync(Folder, "a", all, transfer: transfer)));
        await Files.ChunkAsync(old, 0, [1, 2, 3]);
        Assert.Equal("failed", Code(await Files.AnswerAsync(old)));
        Assert.Equal(all, File.ReadAllBytes(At("a")));
    }

    [Fact] public async Task What_arrives_otherwise_than_it_was_sent_is_not_kept()
    {
        var all = Some(100_000);
        // a wrong hash of a chunk; a gap; a wrong hash of the whole; too much; too little
        await Damaged(id => Files.ChunkAsync(id, 0, all, hash: new byte[32]));
        await Damaged(id => Files.ChunkAsync(id, 5, all.AsSpan(5)));
        await Damaged(async id =>
        {
            await Files.ChunkAsync(id, 0, all);
            await Files.DoneAsync(id, [1]);
        });
        await Damaged(async id =>
        {
            await Files.ChunkAsync(id, 0, all);
            await Files.ChunkAsync(id, 100_000, [1]);
        });
        await Damaged(id => Files.DoneAsync(id, all));

        async Task Damaged(Func<int, Task> send)
        {
            var id = await Files.PutAsync(Folder, "a", all.Length, Guid.NewGuid());
            await Files.AnswerAsync(id);
            await send(id);
            Assert.Equal("damaged", Code(await Files.AnswerAsync(id)));
            Assert.Empty(Names());
        }
    }

    [Fact] public async Task A_name_that_is_taken_is_asked_about_replaced_kept_or_left()
    {
        File.SetUnixFileMode(Write("a.txt", "old"), (UnixFileMode)0x1E8);
        var text = Encoding.UTF8.GetBytes("new");
        Assert.Equal("exists", Code(await Files.UploadAsync(Folder, "a.txt", text)));
        var skipped = await Files.UploadAsync(Folder, "a.txt", text, "skip");
        Assert.Equal(("done", 0), (Code(skipped), skipped.GetProperty("count").GetInt32()));
        Assert.Equal("old", File.ReadAllText(At("a.txt")));
        Assert.Equal("a (2).txt", (await Files.UploadAsync(Folder, "a.txt", text, "keep")).GetProperty("name").GetString());
        Assert.Equal("done", Code(await Files.UploadAsync(Folder, "a.txt", text, "replace")));
        Assert.Equal("new", File.ReadAllText(At("a.txt")));
        Assert.Equal((UnixFileMode)0x1E8, File.GetUnixFileMode(At("a.txt")));
        Directory.CreateDirectory(At("folder"));
        Assert.Equal("exists", Code(await Files.UploadAsync(Folder, "folder", text, "replace")));
        Assert.Equal(["a (2).txt", "a.txt", "folder"], Names());
    }

    [Theory]
    [InlineData("replace", true, "changed")]
    [InlineData("fail", false, "exists")]
    public async Task A_target_that_changes_under_way_is_left_alone_and_one_may_choose_again(string conflict, bool there, string code)
    {
        if (there) Write("a", "old");
        var (all, transfer) = (Some(50_000), Guid.NewGuid());
        var id = await Files.PutAsync(Folder, "a", all.Length, transfer, conflict);
        await Files.AnswerAsync(id);
        await Files.ChunkAsync(id, 0, all);
        Write("a", "somebody else's");
        await Files.DoneAsync(id, all);
        Assert.Equal(code, Code(await Files.AnswerAsync(id)));
        Assert.Equal("somebody else's", File.ReadAllText(At("a")));

        // nothing has to be sent a second time
        id = await Files.PutAsync(Folder, "a", all.Length, transfer, "replace");
        Assert.Equal(50_000, (await Files.AnswerAsync(id)).GetProperty("offset").GetInt64());
        await Files.DoneAsync(id, all);
        Assert.Equal("done", Code(await Files.AnswerAsync(id)));
        Assert.Equal(all, File.ReadAllBytes(At("a")));
        Assert.Equal(["a"], Names());
    }

    [Fact] public async Task A_cancelled_upload_leaves_nothing()
    {
        var id = await Files.PutAsync(Folder, "a", 100_000, Guid.NewGuid());
        await Files.AnswerAsync(id);
        await Files.ChunkAsync(id, 0, Some(50_000));
        await Files.SendAsync(new() { ["action"] = "cancel", ["reqid"] = id });
        Assert.Equal("cancelled", Code(await Files.AnswerAsync(id)));
        Assert.Empty(Names());
        Assert.Equal(0, Agent.Files.Parts.Count);
    }

    [Fact] public async Task A_part_is_never_written_through_a_link()
    {
        var (other, transfer) = (Write("other", "mine"), Guid.NewGuid());
        File.CreateSymbolicLink(At($".a.{transfer:N}.part"), other);
        Assert.Equal("refused", Code(await Files.UploadAsync(Folder, "a", Some(10), transfer: transfer)));
        File.Delete(At($".a.{transfer:N}.part"));
        Assert.Equal("mine", File.ReadAllText(other));
    }

    [Fact] public void What_was_not_finished_is_deleted_after_a_day_also_by_the_next_agent()
    {
        var (old, young) = (Write(".old.part", "x"), Write(".young.part", "x"));
        var ledger = new PartLedger(Folder);
        foreach (var part in new[] { old, young, At(".gone.part"), Write(".kept\n+name", "x") }) ledger.Begun(part);
        ledger.Gone(At(".kept\n+name"));
        File.SetLastWriteTimeUtc(old, DateTime.UtcNow.AddDays(-2));

        using IFileSystem files = new MeshEvents.Agent.Platform.Linux.LinuxFileSystem([]);
        var next = new PartLedger(Folder);
        Assert.Equal(3, next.Count);
        next.Sweep(files, DateTimeOffset.UtcNow);
        Assert.Equal([".kept\n+name", ".young.part", PartLedger.FileName], Names());
        Assert.Equal(1, new PartLedger(Folder).Count);
    }

    [Fact] public async Task A_file_too_large_for_the_disk_is_refused_before_it_is_sent() =>
        Assert.Equal("full", Code(await Files.AnswerAsync(await Files.PutAsync(Folder, "huge", 1L << 60, Guid.NewGuid()))));

    [Fact] public async Task MeshCentrals_own_clients_upload_and_ask_for_the_hash()
    {
        byte[] all = [.. "{"u8, .. Some(100_000)];
        await Files.Tunnel.SendTextAsync($$"""{"action":"upload","reqid":"up","path":"{{Folder}}","name":"a","size":{{all.Length}}}""");
        Assert.Equal("uploadstart", Code((await Files.NextAsync()).Json!.Value));
        // what begins as JSON, or with a zero, has a zero in front
        await Files.Tunnel.SendAsync([0, .. all[..65_000]]);
        Assert.Equal("uploadack", Code((await Files.NextAsync()).Json!.Value));
        Assert.False(File.Exists(At("a")));
        await Files.Tunnel.SendAsync([0, .. all[65_000..]]);
        Assert.Equal("uploadack", Code((await Files.NextAsync()).Json!.Value));
        Assert.Equal("""{"action":"uploadhash","reqid":1,"path":"FOLDER","name":"a","tag":7,"hash":"HASH"}"""
            .Replace("FOLDER", Folder).Replace("HASH", Convert.ToHexString(System.Security.Cryptography.SHA384.HashData(all))),
            (await Files.AskAsync(new() { ["action"] = "uploadhash", ["path"] = Folder, ["name"] = "a", ["tag"] = 7 })).GetRawText());
        Assert.Equal(all, File.ReadAllBytes(At("a")));
        Assert.Equal(["a"], Names());
    }
}
