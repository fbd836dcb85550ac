using System.Collections.Concurrent;
using System.Net.WebSockets;
using MeshEvents.Agent.Connection;
using MeshEvents.Agent.Platform.Files;
using MeshEvents.Wire;
using MeshEvents.Wire.ControlMessages;
using MeshEvents.Wire.Files;
using MeshEvents.Wire.Relay;

namespace MeshEvents.Agent.Channels.Files;

/// <summary>
/// Files in a tunnel (spec/desktop-protocol.md 3, and ours beside it). What takes long runs beside the receiving, so that it can be cancelled; chunks of uploads are written
/// while they are received, so that a slow disk slows the sender and no memory grows.
/// </summary>
sealed class FilesChannel(ServerSocket socket, DeviceFiles files, OpenTunnel request, TimeProvider time)
{
    /// <summary>Requests at once; one more is told to come later.</summary>
    public const int Limit = 16;

    public const int MessageLimit = FileChunk.HeaderSize + FileLimits.LargestChunk;

    // only the receiving adds, each job removes itself
    readonly ConcurrentDictionary<string, Job> running = [];
    readonly FileReplies replies = new(socket);
    int unnamed;

    sealed record Job(CancellationTokenSource Stop, TaskCompletionSource Over);

    public async Task RunAsync()
    {
        using var system = files.Open();
        var folders = new FolderRequests(system, replies, time);
        var uploads = new Uploads(system, files, [.. new[] { request.Session, request.Continues }.OfType<Guid>()], replies);
        var downloads = new Downloads(system, replies, time);
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
            foreach (var (id, job) in running)
            {
                if (cancel.RequestId is null || cancel.RequestId == id) await job.Stop.CancelAsync();
            }
            await uploads.CancelAsync(cancel.RequestId);
        }
    }

    Task StartAsync(string? id, Func<CancellationToken, Task> work)
    {
        var (key, job) = (id ?? $"unnamed {++unnamed}", new Job(new(), new(TaskCreationOptions.RunContinuationsAsynchronously)));
        if (running.Count < Limit && running.TryAdd(key, job))
        {
            _ = RunAsync(key, id, work, job);
            return Task.CompletedTask;
        }
        return id is null ? Task.CompletedTask : replies.SendAsync(new FileFailed(id, FailureCodes.Busy, "The device is busy with earlier requests of this page."));
    }

    async Task RunAsync(string key, string? id, Func<CancellationToken, Task> work, Job job)
    {
        await Task.Yield();
        try
        {
            await work(job.Stop.Token);
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
            running.TryRemove(new(key, job));
            job.Over.SetResult();
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
        foreach (var job in running.Values)
        {
            await job.Stop.CancelAsync();
            await job.Over.Task;
        }
    }
}
