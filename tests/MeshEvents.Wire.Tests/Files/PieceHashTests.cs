using System.Security.Cryptography;
using MeshEvents.Wire.Files;

namespace MeshEvents.Wire.Tests.Files;

public sealed class PieceHashTests
{
    static byte[] Data(int size)
    {
        var data = new byte[size];
        new Random(size).NextBytes(data);
        return data;
    }

    /// <summary>As the summary of the class says it, in the plainest words.</summary>
    static string Reference(byte[] data) => Convert.ToHexStringLower(SHA256.HashData([.. data.Chunk(FileLimits.Piece).SelectMany(SHA256.HashData)]));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(FileLimits.Piece - 1)]
    [InlineData(FileLimits.Piece)]
    [InlineData(FileLimits.Piece + 1)]
    [InlineData(3 * FileLimits.Piece + 77)]
    public void Is_the_hash_of_the_hashes_however_the_data_is_cut(int size)
    {
        var (data, random) = (Data(size), new Random(5));
        for (var round = 0; round < 20; round++)
        {
            using var hash = new PieceHash();
            for (var at = 0; at < size;)
            {
                var cut = Math.Min(size - at, random.Next(1, round % 2 == 0 ? 10_000 : 700_000));
                hash.Append(data.AsSpan(at, cut));
                at += cut;
            }
            Assert.Equal(Reference(data), hash.Hex());
            Assert.Equal(Reference(data), hash.Hex());
        }
    }

    [Fact] public void Pieces_that_were_hashed_already_go_on_behind_data()
    {
        var data = Data(4 * FileLimits.Piece + 5);
        using var hash = new PieceHash();
        hash.Append(data.AsSpan(0, 2 * FileLimits.Piece));
        Assert.Equal(Reference(data[..(2 * FileLimits.Piece)]), hash.Hex());
        foreach (var piece in data[(2 * FileLimits.Piece)..].Chunk(FileLimits.Piece)) hash.AppendPiece(SHA256.HashData(piece));
        Assert.Equal(Reference(data), hash.Hex());
    }

    [Fact] public void A_piece_does_not_begin_inside_another()
    {
        using var hash = new PieceHash();
        hash.Append([1]);
        Assert.Throws<InvalidOperationException>(() => hash.AppendPiece(new byte[FileChunk.HashSize]));
    }
}
