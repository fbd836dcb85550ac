using System.Security.Cryptography;
using MeshEvents.Agent.Platform.Files;
using MeshEvents.Wire.Files;

namespace MeshEvents.Agent.Channels.Files;

/// <summary>One file on its way to this device: its part, and the hash over what is there. The receiving, a cancel, and another tunnel may come at it at the same time.</summary>
sealed class Upload(PutFile put, IFileSystem files, string folder, string target, string part, FileEntry? before, FileStream stream) : IDisposable
{
    readonly object gate = new();         // a monitor: at a Lock the published agent was seen to hang
    readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    readonly PieceHash? pieces = put.Pieces ? new() : null;
    bool left;

    public PutFile Put => put;
    public string Part => part;
    public string Folder => folder;
    public long Position { get; private set; }

    /// <summary>Takes the bytes that an earlier try left, of pieces the whole ones.</summary>
    public PutStarted Resume(CancellationToken stop)
    {
        if (put.Restart || stream.Length > put.Size) stream.SetLength(0);
        if (put.Pieces && stream.Length < put.Size) stream.SetLength(stream.Length - stream.Length % FileLimits.Piece);
        var buffer = new byte[FileLimits.Chunk];
        for (int read; (read = stream.Read(buffer)) > 0; Position += read)
        {
            stop.ThrowIfCancellationRequested();
            hash.AppendData(buffer, 0, read);
            pieces?.Append(buffer.AsSpan(0, read));
        }
        return new(put.RequestId, Position, Sum(), pieces?.Hex());
    }

    /// <exception cref="FileFailure">Not the next chunk, not what was sent, or too much.</exception>
    public long Take(long offset, ReadOnlySpan<byte> expected, ReadOnlySpan<byte> data)
    {
        Span<byte> actual = stackalloc byte[FileChunk.HashSize];
        SHA256.HashData(data, actual);
        lock (gate)
        {
            if (left) throw new FileFailure(FileProblem.Failed, "The upload goes on in another window.");
            if (offset != Position || !Fits(data.Length) || !actual.SequenceEqual(expected)) throw new DamagedTransfer();
            stream.Write(data);
            hash.AppendData(data);
            pieces?.AppendPiece(actual);
            return Position += data.Length;
        }
    }

    /// <summary>All is there: under its name in one step. Returns the name it got, and its hash.</summary>
    public (string Name, string Sha256) Finish(PutDone done)
    {
        string sum;
        lock (gate)
        {
            if (left) throw new FileFailure(FileProblem.Failed, "The upload goes on in another window.");
            sum = Sum();
            if (Position != put.Size || (pieces is null ? done.Sha256 != sum : done.Pieces != pieces.Hex())) throw new DamagedTransfer();
            files.Dress(stream, put.Conflict == OnConflict.Replace ? before : null);
            if (put.Mode is { } mode && !OperatingSystem.IsWindows()) File.SetUnixFileMode(stream.SafeFileHandle, (UnixFileMode)mode);
            stream.Flush(flushToDisk: true);
            if (put.Modified is { } modified and <= 253_402_300_799_999) File.SetLastWriteTimeUtc(stream.SafeFileHandle, DateTime.UnixEpoch.AddMilliseconds(modified));
            left = true;
            stream.Dispose();
        }
        return (Place(), sum);
    }

    /// <summary>Lets go of the part; it stays to be gone on with.</summary>
    public void Leave()
    {
        lock (gate)
        {
            left = true;
            stream.Dispose();
        }
    }

    public void Dispose()
    {
        Leave();
        hash.Dispose();
        pieces?.Dispose();
    }

    bool Fits(int length) => put.Pieces ? length == Math.Min(FileLimits.Piece, put.Size - Position) : Position + length <= put.Size;

    string Sum() => Convert.ToHexStringLower(hash.GetCurrentHash());

    string Place()
    {
        var now = files.Find(target);
        if (put.Conflict == OnConflict.KeepBoth && now is not null) return PlaceBeside();
        if (put.Conflict == OnConflict.Replace && before is not null && !before.Same(now)) throw new ChangedMeanwhile(put.Name);
        if (now is not null && before is null) throw new FileFailure(FileProblem.Exists, $"{EscapedName.Show(put.Name)} is there now: somebody else made it meanwhile.");
        files.Rename(part, target, replace: put.Conflict == OnConflict.Replace && now is not null);
        return put.Name;
    }

    string PlaceBeside()
    {
        foreach (var path in FreeName.Tries(files, folder, put.Name))
        {
            if (files.Find(path) is not null) continue;
            files.Rename(part, path, replace: false);
            return path[(path.LastIndexOfAny(['/', '\\']) + 1)..];
        }
        throw new FileFailure(FileProblem.Exists, $"{EscapedName.Show(put.Name)} is there already, a thousand times.");
    }
}

/// <summary>What arrived is not what was sent.</summary>
sealed class DamagedTransfer() : IOException("What arrived is not what was sent.");

/// <summary>What was to be read or replaced is not any more what it was at the start.</summary>
sealed class ChangedMeanwhile(string name) : IOException($"{EscapedName.Show(name)} was changed meanwhile.");
