using System.Net.WebSockets;
using MeshEvents.Agent.Connection;
using MeshEvents.Agent.Platform.Files;
using MeshEvents.Wire;
using MeshEvents.Wire.Files;
using MeshEvents.Wire.Relay;

namespace MeshEvents.Agent.Channels.Files;

/// <summary>
/// Files in a tunnel (spec/desktop-protocol.md 3, and ours beside it). What takes long runs beside the receiving, so that it can be cancelled; chunks of uploads are written
/// while they are received, so that a slow disk slows the sender and no memory grows.
/// </summary>
sealed class FilesChannel(ServerSocket socket, DeviceFiles files, TimeProvider time)
{
    /// <summary>Requests at once; one more is told to come later.</summary>
    public const int Limit = 16;

    public const int MessageLimit = FileChunk.HeaderSize + FileLimits.LargestChunk;

    readonly Dictionary<string, CancellationTokenSource> running = [];
    readonly HashSet<Task> jobs = [];
    readonly Lock gate = new();
    readonly FileReplies replies = new(socket);
    int unnamed;

    public async Task RunAsync()
    {
        using var system = files.Open();
        var folders = new FolderRequests(system, replies, time);
        var uploads = new Uploads(system, files, replies);
        var downloads = new Downloads(system, replies);
        var plain = new PlainTransfers(system, replies);
        try
        {
            while (await socket.ReceiveAsync(MessageLimit) is { } message && await TakeAsync(message)) { }
        }
        catch (Exception e) when (e is WebSocketException or MessageTooLong)
        {
            socket.Stop();          // what it had begun can be gone on with in another tunnel
        }
        finally
        {
            await EndAsync();
            uploads.Leave();
            plain.Leave();
        }

        async ValueTask<bool> TakeAsync(SocketMessage message)
        {
            if (message.IsText && RelayControlReader.Read(message.Bytes, inStart: false, out var control, out _) == Reading.Done)
            {
                if (control is RelayPing) await socket.SendTextAsync(RelayControlWriter.Write(new RelayPong()));
                if (control is RelayRtt) await socket.SendTextAsync(RelayControlWriter.Write(control));
                return control is not RelayClose;
            }
            if (!FileRequestReader.IsJson(message.Bytes.Span))
            {
                if (FileChunk.TryRead(message.Bytes, out var transfer, out var offset, out var hash, out var data)) await uploads.TakeAsync(transfer, offset, hash, data);
                else await plain.TakeAsync(message.Bytes);
            }
            else if (FileRequestReader.Read(message.Bytes, out var request, out _) == Reading.Done) await RequestAsync(request!);
            return true;
        }

        Task RequestAsync(FileRequest request) => request switch
        {
            PutFile put => StartAsync(put.RequestId, stop => uploads.StartAsync(put, stop)),
            PutDone done => StartAsync(done.RequestId + " done", stop => uploads.DoneAsync(done)),
            GetFiles get => StartAsync(get.RequestId, stop => downloads.RunAsync(get, stop)),
            ChunkTaken taken => downloads.TakenAsync(taken),
            CancelRequest cancel => CancelAsync(cancel),
            PlainUpload or PlainUploadEnd => plain.UploadAsync(request),
            PlainDownload download => plain.DownloadAsync(download),
            HashFile hash => StartAsync(null, stop => plain.HashAsync(hash, stop)),
            _ => StartAsync(request.RequestId, stop => folders.RunAsync(request, stop)),
        };

        async Task CancelAsync(CancelRequest cancel)
        {
            CancellationTokenSource[] stopped;
            lock (gate) stopped = cancel.RequestId is null ? [.. running.Values] : running.TryGetValue(cancel.RequestId, out var one) ? [one] : [];
            foreach (var one in stopped) await one.CancelAsync();
            await uploads.CancelAsync(cancel.RequestId);
        }
    }

    async Task StartAsync(string? id, Func<CancellationToken, Task> work)
    {
        CancellationTokenSource? stop = null;
        lock (gate)
        {
            var key = id ?? $"unnamed {++unnamed}";
            if (running.Count < Limit && !running.ContainsKey(key))
            {
                running[key] = stop = new();
                var job = RunAsync(key, id, work, stop);
                jobs.Add(job);
                job.ContinueWith(ended => { lock (gate) jobs.Remove(ended); }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            }
        }
        if (stop is null && id is not null) await replies.SendAsync(new FileFailed(id, FailureCodes.Busy, "The device is busy with earlier requests of this page."));
    }

    async Task RunAsync(string key, string? id, Func<CancellationToken, Task> work, CancellationTokenSource stop)
    {
        await Task.Yield();
        try
        {
            await work(stop.Token);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException && id is null)
        {
            return;         // the tunnel is gone, which the receiving sees too; or the plain protocol has no word for it
        }
        catch (Exception e)
        {
            if (id is not null) await TellAsync(FileReplies.Failed(id, e));
        }
        finally
        {
            lock (gate) running.Remove(key);
            stop.Dispose();
        }
    }

    async Task TellAsync(FileFailed failed)
    {
        try
        {
            await replies.SendAsync(failed);
        }
        catch (WebSocketException)
        {
            return;         // nobody there any more
        }
    }

    async Task EndAsync()
    {
        Task[] left;
        lock (gate)
        {
            foreach (var stop in running.Values) stop.Cancel();
            left = [.. jobs];
        }
        await Task.WhenAll(left);
    }
}
