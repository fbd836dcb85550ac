using System.Security.Cryptography;
using MeshEvents.Agent.Platform;
using MeshEvents.Wire.Files;

namespace MeshEvents.Agent.Channels.Files;

/// <summary>
/// A download's way out: cuts what is written into chunks, keeps the hash of the whole, and waits while the window is full. What lies before the offset is hashed and not
/// sent: the other end compares the hash with what it has, before it takes more.
/// </summary>
sealed class ChunkSink(FileReplies replies, GetFiles get, long? size, long? modified, TimeProvider time, CancellationToken stop) : Stream
{
    const int MostHeld = 1 << 20;

    // the other end acknowledges half a megabyte at a time, or each chunk
    static readonly SendBounds bounds = new(1 << 20, FileLimits.Window * FileLimits.Chunk, 8 << 20, Soon: TimeSpan.FromMilliseconds(200), Late: TimeSpan.FromSeconds(1));

    readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    readonly PieceHash? pieces = get.Pieces ? new() : null;
    readonly byte[] chunk = new byte[FileChunk.HeaderSize + (get.Pieces ? FileLimits.Piece : FileLimits.Chunk)];
    readonly Pulse taken = new();
    readonly SendWindow window = new(bounds, time);
    readonly object gate = new();         // a monitor: at a Lock the published agent was seen to hang
    readonly MemoryStream held = new();
    int filled;
    long position, sent = get.Offset;
    bool started;

    int Room => chunk.Length - FileChunk.HeaderSize;

    /// <summary>Bytes written so far.</summary>
    public override long Position { get => position; set => throw new NotSupportedException(); }

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => throw new NotSupportedException();

    /// <summary>The other end has taken the chunks up to here.</summary>
    public void Taken(long offset)
    {
        lock (gate) window.Arrived(offset - get.Offset);
        taken.Set();
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellation = default)
    {
        await FlushAsync(cancellation);
        await TakeAsync(data);
    }

    async ValueTask TakeAsync(ReadOnlyMemory<byte> data)
    {
        if (position < get.Offset)
        {
            var before = (int)Math.Min(data.Length, get.Offset - position);
            stop.ThrowIfCancellationRequested();
            Hash(data.Span[..before]);
            pieces?.Append(data.Span[..before]);
            data = data[before..];
        }
        if (position == get.Offset && !started) await StartAsync();
        while (!data.IsEmpty)
        {
            var fits = Math.Min(data.Length, Room - filled);
            data[..fits].CopyTo(chunk.AsMemory(FileChunk.HeaderSize + filled));
            Hash(data.Span[..fits]);
            filled += fits;
            data = data[fits..];
            if (filled == Room) await SendAsync();
        }
    }

    /// <summary>The rest goes out; returns the hash of the whole, and that of its pieces where it was asked for.</summary>
    /// <exception cref="ChangedMeanwhile">There is less than the other end has.</exception>
    public async Task<(string Sha256, string? Pieces)> FinishAsync(string name)
    {
        await FlushAsync(stop);
        if (position < get.Offset) throw new ChangedMeanwhile(name);
        if (!started) await StartAsync();
        if (filled > 0) await SendAsync();
        return (Sum(), pieces?.Hex());
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellation) => WriteAsync(buffer.AsMemory(offset, count), cancellation).AsTask();

    /// <summary>
    /// Held until the next flush, because sending may have to wait: the zip writer ends an entry so, with headers and the last bytes of its compressor.
    /// </summary>
    public override void Write(byte[] buffer, int offset, int count)
    {
        if (held.Length + count > MostHeld) throw new NotSupportedException("Only asynchronous writing.");
        held.Write(buffer, offset, count);
    }

    public override void Flush() => ArgumentOutOfRangeException.ThrowIfGreaterThan(held.Length, MostHeld);         // only FlushAsync can wait

    public override async Task FlushAsync(CancellationToken cancellation)
    {
        if (held.Length == 0) return;
        await TakeAsync(held.GetBuffer().AsMemory(0, (int)held.Length));
        held.SetLength(0);
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            hash.Dispose();
            pieces?.Dispose();
        }
        base.Dispose(disposing);
    }

    void Hash(ReadOnlySpan<byte> data)
    {
        hash.AppendData(data);
        position += data.Length;
    }

    string Sum() => Convert.ToHexStringLower(hash.GetCurrentHash());

    Task StartAsync()
    {
        started = true;
        return replies.SendAsync(new GetStarted(get.RequestId, get.Offset, Sum(), size, modified, pieces?.Hex()));
    }

    async Task SendAsync()
    {
        while (!HasRoom()) await taken.WaitAsync(stop);
        stop.ThrowIfCancellationRequested();
        var data = chunk.AsMemory(FileChunk.HeaderSize, filled);
        var sum = SHA256.HashData(data.Span);
        FileChunk.WriteHeader(chunk, get.Number, sent, sum);
        pieces?.AppendPiece(sum);
        lock (gate) window.Sent(filled);         // before it goes: it may have arrived before this line is left
        await replies.ChunkAsync(chunk.AsMemory(0, FileChunk.HeaderSize + filled));
        sent += filled;
        filled = 0;
    }

    bool HasRoom()
    {
        lock (gate) return window.IsOpen;
    }
}
