using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text.Json;
using MeshEvents.Agent.Tests.Support;
using MeshEvents.Wire.Files;

namespace MeshEvents.Agent.Tests.Files;

/// <summary>Transfers that are compared by the hashes of their pieces, as the console's are.</summary>
[SupportedOSPlatform("linux")]
public sealed class PieceTests : FilesTest
{
    const int Piece = 256 * 1024;

    static string Sum(byte[] data) => Convert.ToHexStringLower(SHA256.HashData([.. data.Chunk(Piece).SelectMany(SHA256.HashData)]));

    static string? Told(JsonElement answer, string member) => answer.TryGetProperty(member, out var value) ? value.GetString() : null;

    static async Task<JsonElement> SendAsync(FilesClient files, int id, byte[] all, int from)
    {
        for (var at = from; at < all.Length; at += Piece) await files.ChunkAsync(id, at, all.AsSpan(at, Math.Min(Piece, all.Length - at)));
        await files.SendAsync(new() { ["action"] = "putdone", ["reqid"] = id, ["pieces"] = Sum(all) });
        return await files.AnswerAsync(id);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(Piece)]
    [InlineData(2 * Piece + 1000)]
    public async Task A_file_goes_up_and_the_device_tells_its_own_hash(int size)
    {
        var all = Some(size);
        var id = await Files.PutAsync(Folder, "a", size, Guid.NewGuid(), pieces: true);
        Assert.Equal(Sum([]), Told(await Files.AnswerAsync(id), "pieces"));
        var done = await SendAsync(Files, id, all, 0);
        Assert.Equal(("done", FilesClient.Hex(all)), (Code(done), Told(done, "sha256")));
        Assert.Equal(all, File.ReadAllBytes(At("a")));
    }

    [Fact] public async Task After_a_cut_it_goes_on_behind_the_last_whole_piece()
    {
        var (all, transfer) = (Some(3 * Piece + 5), Guid.NewGuid());
        File.WriteAllBytes(At($".a.{transfer:N}.part"), all[..(2 * Piece + 77)]);
        var id = await Files.PutAsync(Folder, "a", all.Length, transfer, pieces: true);
        var start = await Files.AnswerAsync(id);
        Assert.Equal((2L * Piece, Sum(all[..(2 * Piece)])), (start.GetProperty("offset").GetInt64(), Told(start, "pieces")));
        Assert.Equal("done", Code(await SendAsync(Files, id, all, 2 * Piece)));
        Assert.Equal(all, File.ReadAllBytes(At("a")));
    }

    [Fact] public async Task A_part_that_is_whole_already_is_not_sent_again()
    {
        var (all, transfer) = (Some(Piece + 5), Guid.NewGuid());
        File.WriteAllBytes(At($".a.{transfer:N}.part"), all);
        var id = await Files.PutAsync(Folder, "a", all.Length, transfer, pieces: true);
        var start = await Files.AnswerAsync(id);
        Assert.Equal((all.Length, Sum(all)), (start.GetProperty("offset").GetInt64(), Told(start, "pieces")));
        Assert.Equal("done", Code(await SendAsync(Files, id, all, all.Length)));
    }

    [Fact] public async Task What_is_cut_otherwise_or_has_another_sum_is_not_kept()
    {
        var all = Some(2 * Piece);
        // half a piece; a whole file that is another one; no sum of pieces at all
        await Damaged(id => Files.ChunkAsync(id, 0, all.AsSpan(0, Piece / 2)));
        await Damaged(async id =>
        {
            for (var at = 0; at < all.Length; at += Piece) await Files.ChunkAsync(id, at, all.AsSpan(at, Piece));
            await Files.SendAsync(new() { ["action"] = "putdone", ["reqid"] = id, ["pieces"] = Sum(all[1..]) });
        });
        await Damaged(async id =>
        {
            for (var at = 0; at < all.Length; at += Piece) await Files.ChunkAsync(id, at, all.AsSpan(at, Piece));
            await Files.DoneAsync(id, all);
        });

        async Task Damaged(Func<int, Task> send)
        {
            var id = await Files.PutAsync(Folder, "a", all.Length, Guid.NewGuid(), pieces: true);
            await Files.AnswerAsync(id);
            await send(id);
            Assert.Equal(FailureCodes.Damaged, Code(await Files.AnswerAsync(id)));
            Assert.Empty(Names());
        }
    }

    [Fact] public async Task A_file_comes_down_in_pieces_also_from_the_middle()
    {
        var all = Some(3 * Piece + 9);
        File.WriteAllBytes(At("a"), all);
        var (start, data, end) = await Files.DownloadAsync(new() { ["path"] = At("a"), ["pieces"] = true });
        Assert.Equal((Sum([]), Sum(all), FilesClient.Hex(all)), (Told(start, "pieces"), Told(end!.Value, "pieces"), Told(end.Value, "sha256")));
        Assert.Equal(all, data);

        (start, data, end) = await Files.DownloadAsync(new() { ["path"] = At("a"), ["pieces"] = true, ["offset"] = 2 * Piece });
        Assert.Equal((Sum(all[..(2 * Piece)]), Sum(all)), (Told(start, "pieces"), Told(end!.Value, "pieces")));
        Assert.Equal(all[(2 * Piece)..], data);
    }

    [Fact] public async Task A_zip_has_a_sum_of_pieces_too()
    {
        File.WriteAllBytes(At("a"), Some(2 * Piece));
        var (_, data, end) = await Files.DownloadAsync(new() { ["path"] = Folder, ["names"] = new System.Text.Json.Nodes.JsonArray("a"), ["zip"] = true, ["pieces"] = true });
        Assert.Equal(Sum(data), Told(end!.Value, "pieces"));
    }

    [Fact] public async Task From_the_middle_of_a_piece_is_refused()
    {
        File.WriteAllBytes(At("a"), Some(2 * Piece));
        var (_, _, end) = await Files.DownloadAsync(new() { ["path"] = At("a"), ["pieces"] = true, ["offset"] = Piece / 2 });
        Assert.Equal(FailureCodes.Refused, Code(end!.Value));
    }
}
