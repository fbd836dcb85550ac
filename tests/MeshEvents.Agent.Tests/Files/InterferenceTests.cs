using System.Runtime.Versioning;
using MeshEvents.Agent.Tests.Support;

namespace MeshEvents.Agent.Tests.Files;

/// <summary>Somebody else changes what is just being read or written.</summary>
[SupportedOSPlatform("linux")]
public sealed class InterferenceTests : FilesTest
{
    [Theory]
    [InlineData(0)]
    [InlineData(5_000_000)]
    public async Task A_file_that_becomes_shorter_while_it_is_read_is_said_to_have_changed(int length)
    {
        File.WriteAllBytes(At("data"), new byte[10_000_000]);
        await Files.SendAsync(new() { ["action"] = "get", ["reqid"] = 5, ["path"] = At("data") });
        await Files.AnswerAsync(5);
        using (var file = File.OpenWrite(At("data"))) file.SetLength(length);
        Assert.Equal("changed", Code(await Files.EndAsync(5)));
        Assert.Equal(length, new FileInfo(At("data")).Length);
    }

    [Fact] public async Task A_file_that_is_deleted_while_it_is_read_still_comes_whole_or_not_at_all()
    {
        var all = Some(10_000_000);
        File.WriteAllBytes(At("data"), all);
        await Files.SendAsync(new() { ["action"] = "get", ["reqid"] = 5, ["path"] = At("data") });
        await Files.AnswerAsync(5);
        File.Delete(At("data"));
        var end = await Files.EndAsync(5);
        if (Code(end) == "done") Assert.Equal(FilesClient.Hex(all), end.GetProperty("sha256").GetString());
        else Assert.Equal("changed", Code(end));
    }

    [Fact] public async Task Half_of_one_persons_file_never_becomes_half_of_anothers()
    {
        var (mine, theirs, transfer) = (Some(300_000), new byte[300_000], Guid.NewGuid());
        var id = await Files.PutAsync(Folder, "a", mine.Length, transfer);
        await Files.AnswerAsync(id);
        await Files.ChunkAsync(id, 0, mine.AsSpan(0, 200_000));
        await Files.NextAsync();
        Files.Tunnel.Cut();

        // another person with the same transfer: is told the hash of what is there, does not look, and goes on with another file
        var other = await OpenAsync();
        id = await other.PutAsync(Folder, "a", theirs.Length, transfer);
        Assert.Equal(FilesClient.Hex(mine[..200_000]), (await other.AnswerAsync(id)).GetProperty("sha256").GetString());
        await other.ChunkAsync(id, 200_000, theirs.AsSpan(200_000));
        await other.DoneAsync(id, theirs);
        Assert.Equal("damaged", Code(await other.AnswerAsync(id)));
        Assert.Empty(Names());
        Assert.Equal(0, Agent.Files.Parts.Count);
    }

    [Theory]
    [InlineData("fail", "a", false)]
    [InlineData("keep", "a (2)", false)]
    [InlineData("fail", "a", true)]
    public async Task Who_missed_that_it_is_done_and_begins_again_is_told_so(string conflict, string name, bool serverDied)
    {
        if (conflict == "keep") File.WriteAllText(At("a"), "of somebody else");
        var (all, transfer) = (Some(300_000), Guid.NewGuid());
        var id = await Files.PutAsync(Folder, "a", all.Length, transfer, conflict);
        await Files.AnswerAsync(id);
        for (var at = 0; at < all.Length; at += 100_000) await Files.ChunkAsync(id, at, all.AsSpan(at, 100_000));
        await Files.DoneAsync(id, all);
        await Deadline.Until(() => Names().Contains(name), "the file");
        Files.Tunnel.Cut();

        var again = serverDied ? await OpenAsync(session: Guid.NewGuid(), continues: Session) : await OpenAsync();
        id = await again.PutAsync(Folder, "a", all.Length, transfer, conflict);
        var told = await again.AnswerAsync(id);
        Assert.Equal(("done", name, all.Length, FilesClient.Hex(all)),
            (Code(told), told.GetProperty("name").GetString(), told.GetProperty("size").GetInt32(), told.GetProperty("sha256").GetString()));
        Assert.Equal(conflict == "keep" ? 2 : 1, Names().Length);

        id = await again.PutAsync(Folder, name, all.Length, Guid.NewGuid());
        Assert.Equal("exists", Code(await again.AnswerAsync(id)));         // another one is not that one
        var later = await OpenAsync(session: Guid.NewGuid());               // who copies it once more means it
        id = await later.PutAsync(Folder, name, all.Length, transfer);
        Assert.Equal("exists", Code(await later.AnswerAsync(id)));
        File.SetLastWriteTimeUtc(At(name), DateTime.UnixEpoch);             // and what was changed meanwhile is not what was sent
        id = await again.PutAsync(Folder, "a", all.Length, transfer, conflict);
        Assert.Equal(conflict == "keep" ? "putstart" : "exists", Code(await again.AnswerAsync(id)));
    }

    [Fact] public async Task A_part_is_only_gone_on_with_in_the_place_where_it_began()
    {
        Directory.CreateDirectory(At("other"));
        var (all, transfer) = (Some(300_000), Guid.NewGuid());
        var id = await Files.PutAsync(Folder, "a", all.Length, transfer);
        await Files.AnswerAsync(id);
        await Files.ChunkAsync(id, 0, all.AsSpan(0, 200_000));
        await Files.NextAsync();
        Files.Tunnel.Cut();
        var again = await OpenAsync();
        foreach (var (folder, name) in new[] { (At("other"), "a"), (Folder, "b") })
            Assert.Equal(0, (await again.AnswerAsync(await again.PutAsync(folder, name, all.Length, transfer))).GetProperty("offset").GetInt64());
    }

    [Fact] public async Task A_part_that_is_a_second_name_of_another_file_or_a_pipe_is_not_written()
    {
        var (other, transfer) = (Write("other", "mine"), Guid.NewGuid());
        foreach (var (program, argument) in new[] { ("ln", other), ("mkfifo", "-m600") })
        {
            var part = At($".a.{transfer:N}.part");
            using (var made = System.Diagnostics.Process.Start(program, [argument, part])) await made.WaitForExitAsync();
            Assert.Equal("refused", Code(await Files.UploadAsync(Folder, "a", Some(10), transfer: transfer)));
            File.Delete(part);
        }
        Assert.Equal("mine", File.ReadAllText(other));
        Assert.Equal(["other"], Names());
    }

    [Fact] public async Task A_part_that_somebody_deletes_under_way_gives_no_file_and_a_new_try_does()
    {
        var (all, transfer) = (Some(300_000), Guid.NewGuid());
        var id = await Files.PutAsync(Folder, "a", all.Length, transfer);
        await Files.AnswerAsync(id);
        await Files.ChunkAsync(id, 0, all.AsSpan(0, 200_000));
        await Files.NextAsync();
        File.Delete(At($".a.{transfer:N}.part"));
        await Files.ChunkAsync(id, 200_000, all.AsSpan(200_000));
        await Files.DoneAsync(id, all);
        Assert.Equal("missing", Code(await Files.AnswerAsync(id)));
        Assert.Empty(Names());
        Assert.Equal("done", Code(await Files.UploadAsync(Folder, "a", all, transfer: transfer)));
        Assert.Equal(all, File.ReadAllBytes(At("a")));
    }
}
