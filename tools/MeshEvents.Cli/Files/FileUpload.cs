using System.Security.Cryptography;
using MeshEvents.Wire.Files;
using Microsoft.Win32.SafeHandles;

namespace MeshEvents.Cli.Files;

/// <summary>A file from here to the device. What an earlier try left there is compared by its hash and gone on with.</summary>
sealed class FileUpload(CopyItem item, Guid transfer, CopyRules rules, CopyProgress progress)
{
    readonly byte[][] chunks = [new byte[FileChunk.HeaderSize + FileLimits.Chunk], new byte[FileChunk.HeaderSize + FileLimits.Chunk]];

    /// <summary>What is on the device is not the beginning of this file.</summary>
    bool restart;

    /// <exception cref="TunnelCut">To be tried again, in the next tunnel.</exception>
    /// <exception cref="DeviceRefusal">The device said no.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public async Task<CopyResult> TryAsync(FilesTunnel tunnel, CancellationToken stop)
    {
        using var file = File.OpenHandle(item.From, options: FileOptions.SequentialScan);
        var (size, modified) = (RandomAccess.GetLength(file), File.GetLastWriteTimeUtc(file));
        var call = new Sending(offset => progress.At(item, offset));
        var number = await tunnel.RequestAsync(call, n => new PutFile(n, transfer, item.Folder, item.Name, size, Milliseconds(modified), rules.Conflict, restart, item.Mode), stop);
        try
        {
            var first = await call.NextAsync(stop);
            if (first is FileDone { Count: 0 }) return new(item.From, Endpoint.Join(item.Folder, item.Name), CopyOutcome.Skipped);
            // an earlier try was whole, and the connection broke before the answer came
            if (first is FileDone { Size: { } whole, Sha256: { } before } finished) return new(item.From, Endpoint.Join(item.Folder, finished.Name ?? item.Name), CopyOutcome.Copied, whole, before);
            if (first is not PutStarted start) throw Strange();

            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            Pass(file, start.Offset, hash);
            if (Convert.ToHexStringLower(hash.GetCurrentHash()) != start.Sha256)
            {
                if (restart) throw Strange();
                restart = true;
                throw new TunnelCut();
            }
            restart = false;
            progress.Had(item, start.Offset);
            await SendAsync(tunnel, call, number, file, start.Offset, hash, stop);
            if (RandomAccess.GetLength(file) != size || File.GetLastWriteTimeUtc(file) != modified) throw new IOException($"{item.From} was changed while it was read.");

            var sum = Convert.ToHexStringLower(hash.GetCurrentHash());
            await tunnel.SendAsync(new PutDone(number, sum), stop);
            if (await call.NextAsync(stop) is not FileDone done || done.Sha256 != sum) throw Strange();
            progress.At(item, size);
            return new(item.From, Endpoint.Join(item.Folder, done.Name ?? item.Name), CopyOutcome.Copied, size, sum);
        }
        // the device keeps what it has; of a changed or broken file that is of no use
        catch (Exception e) when (e is IOException || e is TunnelCut && restart)
        {
            await tunnel.SendAsync(new CancelRequest($"{number}"), stop);
            throw;
        }
        finally { tunnel.Forget(number); }
    }

    /// <summary>Takes the bytes that are on the device already into the hash.</summary>
    void Pass(SafeFileHandle file, long end, IncrementalHash hash)
    {
        var buffer = chunks[0];
        for (long at = 0; at < end;)
        {
            var got = RandomAccess.Read(file, buffer.AsSpan(0, (int)Math.Min(buffer.Length, end - at)), at);
            if (got == 0) return;           // it is shorter now: the hash will tell
            hash.AppendData(buffer, 0, got);
            at += got;
        }
    }

    /// <summary>One chunk is read and hashed while the one before is sent.</summary>
    async Task SendAsync(FilesTunnel tunnel, Sending call, uint number, SafeFileHandle file, long from, IncrementalHash hash, CancellationToken stop)
    {
        var before = Task.CompletedTask;
        try
        {
            for (var (at, turn) = (from, 0); ; turn ^= 1)
            {
                var chunk = chunks[turn];
                var got = RandomAccess.Read(file, chunk.AsSpan(FileChunk.HeaderSize), at);
                if (got == 0) break;
                var data = chunk.AsMemory(FileChunk.HeaderSize, got);
                hash.AppendData(data.Span);
                FileChunk.WriteHeader(chunk, number, at, SHA256.HashData(data.Span));
                at += got;
                await before;
                await call.RoomAsync(stop);
                before = tunnel.SendAsync(chunk.AsMemory(0, FileChunk.HeaderSize + got), stop);
            }
        }
        finally { await before; }
    }

    static long? Milliseconds(DateTime at) => new DateTimeOffset(at, TimeSpan.Zero).ToUnixTimeMilliseconds() is >= 0 and var ms ? ms : null;

    static DeviceRefusal Strange() => new(FailureCodes.Damaged, "What the device has is not what was sent.");
}
