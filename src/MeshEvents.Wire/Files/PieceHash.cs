using System.Security.Cryptography;

namespace MeshEvents.Wire.Files;

/// <summary>
/// Ours: the hash of a whole file by its pieces, SHA-256 over the SHA-256 of every <see cref="FileLimits.Piece"/> from its beginning, the last one as long as it is.
/// A browser hashes a piece quickly, and cannot hash a file that passes: this asks nothing else of it, and proves as much.
/// </summary>
public sealed class PieceHash : IDisposable
{
    readonly IncrementalHash pieces = IncrementalHash.CreateHash(HashAlgorithmName.SHA256), piece = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    int filled;

    /// <summary>Data as it comes, however it is cut.</summary>
    public void Append(ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty)
        {
            var fits = Math.Min(data.Length, FileLimits.Piece - filled);
            piece.AppendData(data[..fits]);
            data = data[fits..];
            if ((filled += fits) == FileLimits.Piece) End();
        }
    }

    /// <summary>A piece that was hashed already, behind whole ones.</summary>
    /// <exception cref="InvalidOperationException">The one before it has no end yet.</exception>
    public void AppendPiece(ReadOnlySpan<byte> hash)
    {
        if (filled > 0) throw new InvalidOperationException("A piece begins where one ends.");
        pieces.AppendData(hash);
    }

    /// <summary>Of all that was put in so far, hexadecimal; what is behind the last whole piece is taken for the last one, and nothing may follow.</summary>
    public string Hex()
    {
        if (filled > 0) End();
        return Convert.ToHexStringLower(pieces.GetCurrentHash());
    }

    public void Dispose()
    {
        pieces.Dispose();
        piece.Dispose();
    }

    void End()
    {
        Span<byte> hash = stackalloc byte[FileChunk.HashSize];
        piece.GetHashAndReset(hash);
        pieces.AppendData(hash);
        filled = 0;
    }
}
