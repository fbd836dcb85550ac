using System.Collections.Concurrent;
using MeshEvents.Agent.Platform.Files;
using MeshEvents.Wire.Files;

namespace MeshEvents.Agent.Channels.Files;

/// <summary>The downloads of one tunnel, by number.</summary>
sealed class Downloads(IFileSystem files, FileReplies replies, TimeProvider time)
{
    const int BufferSize = FileLimits.Chunk;

    readonly ConcurrentDictionary<uint, ChunkSink> open = [];

    public Task TakenAsync(ChunkTaken taken)
    {
        if (open.TryGetValue(taken.Number, out var sink)) sink.Taken(taken.Offset);
        return Task.CompletedTask;
    }

    public async Task RunAsync(GetFiles get, CancellationToken stop)
    {
        var path = files.Normal(get.Path) ?? throw new FileFailure(FileProblem.Refused, "That is no path on this device.");
        if (get.Pieces && get.Offset % FileLimits.Piece != 0) throw new FileFailure(FileProblem.Refused, "No piece begins there.");
        try
        {
            if (get.Zip) await ZipAsync(get, path, stop);
            else await FileAsync(get, path, stop);
        }
        finally
        {
            open.TryRemove(get.Number, out _);
        }
    }

    async Task FileAsync(GetFiles get, string path, CancellationToken stop)
    {
        await using var file = files.OpenRead(path);
        var (size, modified) = (file.Length, File.GetLastWriteTimeUtc(file.SafeFileHandle));
        // the kernel's own files (/proc) say 0 and hold something
        await using var sink = new ChunkSink(replies, get, size > 0 ? size : null, new DateTimeOffset(modified, TimeSpan.Zero).ToUnixTimeMilliseconds(), time, stop);
        open[get.Number] = sink;
        var buffer = new byte[BufferSize];
        for (int read; (read = await file.ReadAsync(buffer, stop)) > 0;) await sink.WriteAsync(buffer.AsMemory(0, read), stop);
        var name = path[(path.LastIndexOfAny(['/', '\\']) + 1)..];
        if (size > 0 && sink.Position != size || File.GetLastWriteTimeUtc(file.SafeFileHandle) != modified) throw new ChangedMeanwhile(name);
        var (hash, pieces) = await sink.FinishAsync(name);
        await replies.SendAsync(new FileDone(get.RequestId, 1, sink.Position, hash, Pieces: pieces));
    }

    async Task ZipAsync(GetFiles get, string folder, CancellationToken stop)
    {
        using var below = files.Below(folder);
        await using var sink = new ChunkSink(replies, get, size: null, modified: null, time, stop);
        open[get.Number] = sink;
        var count = await ZipTree.WriteAsync(below, folder, get.Names, sink, stop);
        var (hash, pieces) = await sink.FinishAsync("The folder");
        await replies.SendAsync(new FileDone(get.RequestId, count, sink.Position, hash, Pieces: pieces));
    }
}
