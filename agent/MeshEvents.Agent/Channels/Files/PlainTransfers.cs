using System.Buffers.Binary;
using System.Security.Cryptography;
using MeshEvents.Agent.Platform.Files;
using MeshEvents.Wire.Files;

namespace MeshEvents.Agent.Channels.Files;

/// <summary>
/// Upload and download as MeshCentral's own clients do them (spec/desktop-protocol.md 3.1, 3.2): one of each at a time, in the order of the messages. An upload is written
/// beside its target too, except when it is appended.
/// </summary>
sealed class PlainTransfers(IFileSystem files, FileReplies replies)
{
    const int ChunkData = 16380;
    const uint Normal = 0x01000000, Last = 0x01000001;

    PlainUpload? upload;
    string target = "", part = "";
    FileStream? up, down;
    string? downId;

    public async Task UploadAsync(FileRequest request)
    {
        try
        {
            if (request is PlainUpload begin) Begin(begin);
            else if (up is not null) End(cancelled: ((PlainUploadEnd)request).Cancelled);
            var word = request is PlainUpload ? "uploadstart" : ((PlainUploadEnd)request).Cancelled ? "uploadcancel" : "uploaddone";
            await replies.SendAsync(new PlainUploadAnswer(request.RequestId, word));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await FailAsync();
        }
    }

    /// <summary>A message of data: a zero in front is an escape and dropped.</summary>
    public async ValueTask TakeAsync(ReadOnlyMemory<byte> data)
    {
        if (up is null || upload is null) return;
        if (data.Length > 0 && data.Span[0] == 0) data = data[1..];
        try
        {
            up.Write(data.Span);
            await replies.SendAsync(new PlainUploadAnswer(upload.RequestId, "uploadack"));
            // meshctrl says nothing at the end: the file is whole when its size is
            if (!upload.Append && upload.Size > 0 && up.Position == upload.Size) End(cancelled: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await FailAsync();
        }
    }

    public async Task DownloadAsync(PlainDownload request)
    {
        try
        {
            switch (request.Sub)
            {
                case "start":
                    down?.Dispose();
                    down = files.OpenRead(files.Normal(request.Path!) ?? throw new FileFailure(FileProblem.Refused, "That is no path."));
                    downId = request.RequestId;
                    await replies.SendAsync(new PlainDownloadAnswer(downId, "start"));
                    break;
                case "startack" or "ack" when down is not null && request.RequestId == downId: await SendChunkAsync(); break;
                case "stop": EndDownload(); break;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            EndDownload();
            await replies.SendAsync(new PlainDownloadAnswer(request.RequestId, "cancel"));
        }
    }

    /// <summary>SHA-384 of a file, or null: so a client knows whether it must send it.</summary>
    public async Task HashAsync(HashFile request, CancellationToken stop)
    {
        string? hash = null;
        try
        {
            if (files.Normal(request.Path) is { } folder && files.In(folder, request.Name) is { } path)
            {
                await using var file = files.OpenRead(path);
                hash = Convert.ToHexString(await SHA384.HashDataAsync(file, stop));
            }
        }
        catch (IOException)
        {
            hash = null;
        }
        await replies.SendAsync(new PlainHash(request.RequestId, request.Path, request.Name, request.Tag, hash));
    }

    /// <summary>The tunnel is gone: what is not whole goes too, as this protocol cannot go on with it.</summary>
    public void Leave()
    {
        EndDownload();
        if (up is not null) End(cancelled: true);
    }

    void Begin(PlainUpload begin)
    {
        if (up is not null) End(cancelled: true);
        var folder = files.Normal(begin.Path) ?? throw new FileFailure(FileProblem.Refused, "That is no path.");
        target = files.In(folder, begin.Name) ?? throw new FileFailure(FileProblem.Refused, "That is no name.");
        if (files.Find(target) is { Kind: not EntryKind.File, Link: null }) throw new FileFailure(FileProblem.Exists, "That is no file.");
        part = begin.Append ? target : PartName.Beside(files, target, Guid.NewGuid());
        up = files.OpenPart(part);
        upload = begin;
        if (begin.Append) up.Seek(0, SeekOrigin.End);
    }

    void End(bool cancelled)
    {
        var (stream, appended) = (up!, part == target);
        up = null;
        var before = appended ? null : files.Find(target);
        if (!cancelled && !appended) files.Dress(stream, before);
        stream.Dispose();
        if (appended) return;
        if (cancelled) files.DeleteFile(part);
        else files.Rename(part, target, replace: before is not null);
    }

    Task FailAsync()
    {
        if (up is not null) End(cancelled: true);
        return replies.SendAsync(new PlainUploadAnswer(upload?.RequestId, "uploaderror"));
    }

    async Task SendChunkAsync()
    {
        var chunk = new byte[4 + ChunkData];
        var read = await down!.ReadAtLeastAsync(chunk.AsMemory(4), ChunkData, throwOnEndOfStream: false);
        BinaryPrimitives.WriteUInt32BigEndian(chunk, read < ChunkData ? Last : Normal);
        await replies.ChunkAsync(chunk.AsMemory(0, 4 + read));
        if (read < ChunkData) EndDownload();
    }

    void EndDownload()
    {
        down?.Dispose();
        (down, downId) = (null, null);
    }
}
