using MeshEvents.Agent.Platform.Files;
using MeshEvents.Wire.Files;

namespace MeshEvents.Agent.Channels.Files;

/// <summary>Work on whole trees for one request, with progress and cancel. A file appears under its name when it is whole, and never before.</summary>
sealed class TreeWork(FileReplies replies, TimeProvider time, string? request, CancellationToken stop)
{
    const int MostDepth = 256, BufferSize = 128 * 1024;

    static readonly TimeSpan TellEvery = TimeSpan.FromMilliseconds(250);

    readonly byte[] buffer = new byte[BufferSize];
    long told = time.GetTimestamp();

    /// <summary>Files, folders and links that were touched.</summary>
    public long Count { get; private set; }

    /// <summary>Bytes copied.</summary>
    public long Size { get; private set; }

    public async Task DeleteAsync(IFileSystem files, string path, FileEntry entry, int depth = 0)
    {
        Deeper(depth);
        if (entry.IsRealFolder)
        {
            // in pages: what is deleted while it is listed may hide the rest of the listing
            while (files.List(path).Take(FileLimits.Page).ToArray() is { Length: > 0 } inside)
            {
                foreach (var one in inside) await DeleteAsync(files, Inside(files, path, one), one, depth + 1);
            }
            files.DeleteFolder(path);
        }
        else files.DeleteFile(path);
        await DidAsync(entry.Name);
    }

    public async Task CopyAsync(IFileSystem source, string path, FileEntry entry, IFileSystem target, string goal, bool replace, bool exact, int depth = 0)
    {
        Deeper(depth);
        if (entry.IsRealFolder)
        {
            if (target.Find(goal) is not { IsRealFolder: true } || !replace) target.MakeFolder(goal);
            foreach (var one in source.List(path)) await CopyAsync(source, Inside(source, path, one), one, target, Inside(target, goal, one), replace, exact, depth + 1);
        }
        else if (entry.Link is { } link)
        {
            if (replace && target.Find(goal) is { IsRealFolder: false }) target.DeleteFile(goal);
            target.MakeLink(goal, link);
        }
        else if (entry.Kind == EntryKind.File) await CopyFileAsync(source, path, entry, target, goal, replace, exact);
        else throw new FileFailure(FileProblem.Refused, $"{EscapedName.Show(entry.Name)} is a device, pipe or socket and cannot be copied.");
        await DidAsync(entry.Name);
    }

    public async Task MoveAsync(IFileSystem source, string path, FileEntry entry, IFileSystem target, string goal, bool replace)
    {
        if (!(entry.IsRealFolder && replace && target.Find(goal) is not null) && source.Rename(path, target, goal, replace))
        {
            await DidAsync(entry.Name);
            return;
        }
        await CopyAsync(source, path, entry, target, goal, replace, exact: true);
        await DeleteAsync(source, path, entry);
    }

    async Task CopyFileAsync(IFileSystem source, string path, FileEntry entry, IFileSystem target, string goal, bool replace, bool exact)
    {
        var part = PartName.Beside(target, goal, Guid.NewGuid());
        using var from = source.OpenRead(path);
        var before = target.Find(goal);
        try
        {
            using (var to = target.OpenPart(part))
            {
                var modified = File.GetLastWriteTimeUtc(from.SafeFileHandle);
                long copied = 0;
                for (int read; (read = await from.ReadAsync(buffer, stop)) > 0; copied += read)
                {
                    await to.WriteAsync(buffer.AsMemory(0, read), stop);
                    Size += read;
                    await TellAsync(entry.Name);
                }
                if (copied != from.Length && from.Length > 0 || File.GetLastWriteTimeUtc(from.SafeFileHandle) != modified)
                    throw new FileFailure(FileProblem.Failed, $"{EscapedName.Show(entry.Name)} changed while it was copied.");
                target.Dress(to, before is { Link: null } ? before : entry);
                if (exact) File.SetLastWriteTimeUtc(to.SafeFileHandle, modified);
            }
            target.Rename(part, goal, replace);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or UnauthorizedAccessException)
        {
            if (target.Find(part) is not null) target.DeleteFile(part);
            throw;
        }
    }

    static string Inside(IFileSystem files, string folder, FileEntry entry) => files.In(folder, entry.Name) ?? throw new FileFailure(FileProblem.Refused, $"{EscapedName.Show(entry.Name)} has no name we can use.");

    void Deeper(int depth)
    {
        stop.ThrowIfCancellationRequested();
        if (depth > MostDepth) throw new FileFailure(FileProblem.Refused, $"Folders lie in each other more than {MostDepth} deep.");
    }

    Task DidAsync(string name)
    {
        Count++;
        return TellAsync(name);
    }

    async Task TellAsync(string name)
    {
        if (request is null || time.GetElapsedTime(told) < TellEvery) return;
        told = time.GetTimestamp();
        await replies.SendAsync(new FileProgress(request, Count, Size, name));
    }
}
