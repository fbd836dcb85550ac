using System.Security.Cryptography;
using MeshEvents.Wire.Files;

namespace MeshEvents.Cli.Files;

/// <summary>The answers and chunks of one download, written as they come: a slow disk here slows the device.</summary>
/// <param name="moved">Told how far it is.</param>
sealed class Receiving(FileStream file, FilesTunnel tunnel, CancellationToken stop, Action<long> moved) : IFileCall, IDisposable
{
    const int PassBuffer = 1 << 20;

    readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    readonly TaskCompletionSource<(string Sha256, long Size)> over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly SemaphoreSlim gate = new(1, 1);
    bool started, left;

    public uint Number { get; set; }

    /// <summary>Bytes that are here.</summary>
    public long Position { get; private set; }

    /// <summary>As the device tells it.</summary>
    public DateTime? Modified { get; private set; }

    /// <summary>Hash and size of the whole. Faults with <see cref="OtherBeginning"/>, <see cref="DeviceRefusal"/>, <see cref="TunnelCut"/>, or what the disk says.</summary>
    public Task<(string Sha256, long Size)> Over => over.Task;

    /// <summary>Takes what is here already into the hash.</summary>
    public void Pass()
    {
        var buffer = new byte[Math.Min(PassBuffer, file.Length)];
        for (int got; buffer.Length > 0 && (got = file.Read(buffer)) > 0; Position += got)
        {
            stop.ThrowIfCancellationRequested();
            hash.AppendData(buffer, 0, got);
        }
    }

    public async ValueTask HearAsync(FileAnswer answer)
    {
        await gate.WaitAsync(CancellationToken.None);
        if (!left) Hear(answer);
        gate.Release();
    }

    public async ValueTask TakeAsync(long offset, ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> data)
    {
        await gate.WaitAsync(CancellationToken.None);
        try
        {
            if (left || over.Task.IsCompleted) return;
            if (!started || offset != Position || !IsRight(expected.Span, data.Span))
            {
                Fail(Damaged());
                return;
            }
            file.Write(data.Span);
            hash.AppendData(data.Span);
            Position += data.Length;
            moved(Position);
            await tunnel.SendAsync(new ChunkTaken(Number, Position), stop);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or OperationCanceledException) { Fail(e); }
        finally { gate.Release(); }
    }

    void Hear(FileAnswer answer)
    {
        switch (answer)
        {
            case GetStarted start:
                if (start.Offset != Position || start.Sha256 != Sum()) Fail(new OtherBeginning());
                started = true;
                Modified = start.Modified is { } ms and <= 253_402_300_799_999 ? DateTime.UnixEpoch.AddMilliseconds(ms) : null;
                break;
            case FileDone done when started:
                if (done.Sha256 == Sum()) over.TrySetResult((done.Sha256, Position));
                else Fail(Damaged());
                break;
            case FileFailed failed: Fail(new DeviceRefusal(failed.Code, failed.Message)); break;
        }
    }

    public void Fail(Exception why) => over.TrySetException(why);

    /// <summary>From here on nothing is written any more.</summary>
    public async Task LeaveAsync()
    {
        await gate.WaitAsync(CancellationToken.None);
        left = true;
        gate.Release();
    }

    public void Dispose()
    {
        hash.Dispose();
        // whoever waited for nothing more hears no late complaint
        over.TrySetCanceled(CancellationToken.None);
        _ = over.Task.Exception;
    }

    static DeviceRefusal Damaged() => new(FailureCodes.Damaged, "What arrived is not what the device sent.");

    static bool IsRight(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> data)
    {
        Span<byte> actual = stackalloc byte[FileChunk.HashSize];
        SHA256.HashData(data, actual);
        return actual.SequenceEqual(expected);
    }

    string Sum() => Convert.ToHexStringLower(hash.GetCurrentHash());
}
