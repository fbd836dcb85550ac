using MeshEvents.Agent.Platform.Files;
using MeshEvents.Wire.Files;

namespace MeshEvents.Agent.Channels.Files;

/// <summary>The uploads of one tunnel, by number.</summary>
/// <param name="sessions">That of the tunnel, and the one that it continues.</param>
sealed class Uploads(IFileSystem files, DeviceFiles device, IReadOnlyList<Guid> sessions, FileReplies replies)
{
    /// <summary>At once; the page sends a few.</summary>
    const int Limit = 16;

    readonly Dictionary<uint, Upload> open = [];
    readonly object gate = new();         // a monitor: at a Lock the published agent was seen to hang

    public async Task StartAsync(PutFile put, CancellationToken stop)
    {
        var folder = files.Normal(put.Path) ?? throw new FileFailure(FileProblem.Refused, "That is no path on this device.");
        var target = files.In(folder, put.Name) ?? throw new FileFailure(FileProblem.Refused, "That is no name for a file on this device.");
        var part = PartName.Beside(files, target, put.Transfer);
        if (Finished(part, put, folder) is { } already)
        {
            await replies.SendAsync(already);
            return;
        }
        var before = files.Find(target);
        if (before is not null)
        {
            if (put.Conflict == OnConflict.Skip)
            {
                await replies.DoneAsync(put.RequestId, count: 0, name: put.Name);
                return;
            }
            if (put.Conflict == OnConflict.Fail || put.Conflict == OnConflict.Replace && (before.IsRealFolder || before.Kind != EntryKind.File && before.Link is null))
                throw new FileFailure(FileProblem.Exists, $"{EscapedName.Show(put.Name)} is there already{(before.IsRealFolder ? ", and is a folder" : "")}.");
        }

        var upload = Open(put, folder, target, part, before);
        var start = upload.Resume(stop);
        if (FreeSpace.Of(folder) is { } free && put.Size - start.Offset > free)
        {
            Drop(upload);
            throw new FileFailure(FileProblem.Full, "The disk is too full for this file.");
        }
        await replies.SendAsync(start);
    }

    /// <summary>A chunk; one for a transfer that failed or was cancelled comes too late and is dropped.</summary>
    public async ValueTask TakeAsync(uint number, long offset, ReadOnlyMemory<byte> hash, ReadOnlyMemory<byte> data)
    {
        if (Find(number) is not { } upload) return;
        try
        {
            await replies.SendAsync(new FileAck(upload.Put.RequestId, upload.Take(offset, hash.Span, data.Span)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (e is IOException io && (FileReplies.IsFull(io) || e is DamagedTransfer)) Drop(upload);         // a full disk needs the room
            else Leave(upload);
            await replies.SendAsync(FileReplies.Failed(upload.Put.RequestId, e));
        }
    }

    public async Task DoneAsync(PutDone done)
    {
        if (Find(done.Number) is not { } upload) return;
        try
        {
            var (name, sha256) = upload.Finish(done);
            Leave(upload);
            device.Parts.Gone(upload.Part);
            var answer = new FileDone(done.RequestId, Size: upload.Position, Sha256: sha256, Name: name);
            if (sessions is [var session, ..] && files.In(upload.Folder, name) is { } path && files.Find(path) is { } made) device.Finished.Add(session, upload.Part, answer, made);
            await replies.SendAsync(answer);
        }
        // the same one, of a connection that broke, came to its end while this one went on with its part
        catch (FileFailure e) when (e.Problem == FileProblem.Exists && Finished(upload.Part, upload.Put, upload.Folder) is { } already)
        {
            Leave(upload);
            await replies.SendAsync(already);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // whole, but its name was taken meanwhile: the person may choose again without sending it again
            if (e is DamagedTransfer) Drop(upload); else Leave(upload);
            await replies.SendAsync(FileReplies.Failed(done.RequestId, e));
        }
    }

    /// <summary>The person wants it no more: what is there goes. Null: all of them.</summary>
    public async Task CancelAsync(string? request)
    {
        Upload[] stopped;
        lock (gate) stopped = [.. open.Values.Where(u => request is null || u.Put.RequestId == request)];
        foreach (var upload in stopped)
        {
            Drop(upload);
            await replies.SendAsync(FileReplies.Failed(upload.Put.RequestId, new OperationCanceledException()));
        }
    }

    /// <summary>The tunnel is gone: the parts stay.</summary>
    public void Leave()
    {
        Upload[] all;
        lock (gate) all = [.. open.Values];
        foreach (var upload in all) Leave(upload);
    }

    Upload Open(PutFile put, string folder, string target, string part, FileEntry? before)
    {
        lock (gate)
        {
            if (open.Count >= Limit || open.ContainsKey(put.Number)) throw new FileFailure(FileProblem.Failed, "Too many uploads at once.");
            device.Parts.Begun(part);
            var upload = new Upload(put, files, folder, target, part, before, files.OpenPart(part));
            device.Claim(part, upload);
            return open[put.Number] = upload;
        }
    }

    /// <summary>What was answered when this upload was finished, as long as what it made is there.</summary>
    FileDone? Finished(string part, PutFile put, string folder)
    {
        if (put.Restart) return null;
        foreach (var session in sessions)
            if (device.Finished.Find(session, part) is var (answer, made) && answer.Size == put.Size && files.In(folder, answer.Name!) is { } path && made.Same(files.Find(path)))
                return answer with { RequestId = put.RequestId };
        return null;
    }

    Upload? Find(uint number)
    {
        lock (gate) return open.GetValueOrDefault(number);
    }

    void Leave(Upload upload)
    {
        lock (gate) open.Remove(upload.Put.Number);
        device.Free(upload.Part, upload);
        upload.Dispose();
    }

    void Drop(Upload upload)
    {
        Leave(upload);
        if (files.Find(upload.Part) is not null) files.DeleteFile(upload.Part);
        device.Parts.Gone(upload.Part);
    }
}
