using MeshEvents.Agent.Platform.Files;
using MeshEvents.Wire.Files;

namespace MeshEvents.Agent.Channels.Files;

/// <summary>Listing, making, renaming, and the work on trees: copy, move, delete.</summary>
sealed class FolderRequests(IFileSystem files, FileReplies replies, TimeProvider time)
{
    /// <summary>Entries of one folder that are shown.</summary>
    public const int MostEntries = 200_000;

    public Task RunAsync(FileRequest request, CancellationToken stop) => request switch
    {
        ListFolder list => ListAsync(list, stop),
        LookAt look => LookAsync(look),
        MakeFolder make => MakeAsync(make),
        RenameFile rename => RenameAsync(rename),
        RemoveFiles remove => RemoveAsync(remove, stop),
        CopyFiles copy => CopyAsync(copy, stop),
        _ => throw new ArgumentException($"{request.GetType().Name} is not about folders.", nameof(request)),
    };

    async Task ListAsync(ListFolder list, CancellationToken stop)
    {
        if (list.Path.Trim('/', '\\').Length == 0 && files.Places is { Count: > 0 } places)
        {
            await replies.SendAsync(new FolderListing(list.RequestId, list.Path, [.. places.Select(p => new ListedFile(p, FileKind.Drive, Free: FreeSpace.Of(p)))], list.Pages ? true : null));
            return;
        }

        var page = new List<ListedFile>(FileLimits.Page);
        var (limit, count) = (list.Pages ? MostEntries : FileLimits.WholeListing, 0);
        try
        {
            foreach (var entry in files.List(Normal(list.Path)))
            {
                if (++count > limit) break;
                if (!list.Pages && entry.Kind == EntryKind.Other) continue;         // the plain protocol has no word for them
                page.Add(Listed(entry));
                if (!list.Pages || page.Count < FileLimits.Page) continue;
                stop.ThrowIfCancellationRequested();
                await replies.SendAsync(new FolderListing(list.RequestId, list.Path, page, End: false));
                page.Clear();
            }
        }
        catch (FileFailure) when (!list.Pages)
        {
            await replies.SendAsync(new FolderListing(list.RequestId, list.Path, null));
            return;
        }
        await replies.SendAsync(new FolderListing(list.RequestId, list.Path, page, list.Pages ? true : null, Cut: list.Pages && count > limit));
    }

    Task LookAsync(LookAt look)
    {
        var entry = files.Find(Normal(look.Path)) ?? throw new FileFailure(FileProblem.Missing, $"{EscapedName.Show(look.Path)} is not there.");
        // of a drive or of / there is no name
        var listed = Listed(entry) with { Name = FileReportReader.IsName(entry.Name) ? entry.Name : "root" };
        return replies.SendAsync(new FolderListing(look.RequestId, look.Path, [listed], End: true));
    }

    Task MakeAsync(MakeFolder make)
    {
        files.MakeFolder(Normal(make.Path));
        return replies.DoneAsync(make.RequestId);
    }

    Task RenameAsync(RenameFile rename)
    {
        var folder = Normal(rename.Path);
        var (from, to) = (In(folder, rename.From), In(folder, rename.To));
        if (!files.Rename(from, to, replace: false)) throw new FileFailure(FileProblem.Failed, "A mount cannot be renamed.");
        return replies.DoneAsync(rename.RequestId);
    }

    async Task RemoveAsync(RemoveFiles remove, CancellationToken stop)
    {
        var folder = Normal(remove.Path);
        var work = new TreeWork(replies, time, remove.RequestId, stop);
        using var below = files.Below(folder);
        foreach (var name in remove.Names)
        {
            var path = In(folder, name);
            var entry = below.Find(path) ?? throw new FileFailure(FileProblem.Missing, $"{EscapedName.Show(name)} is not there.");
            if (remove.Recursive) await work.DeleteAsync(below, path, entry);
            else if (entry.IsRealFolder) below.DeleteFolder(path);
            else below.DeleteFile(path);
        }
        await replies.DoneAsync(remove.RequestId, Math.Max(work.Count, remove.Recursive ? 0 : remove.Names.Count));
    }

    async Task CopyAsync(CopyFiles copy, CancellationToken stop)
    {
        var (from, to) = (Normal(copy.From), Normal(copy.To));
        var work = new TreeWork(replies, time, copy.RequestId, stop);
        using var source = files.Below(from);
        using var target = files.Below(to);
        foreach (var name in copy.Names) await CopyOneAsync(copy, work, source, In(from, name), target, to, name);
        await replies.DoneAsync(copy.RequestId, work.Count, work.Size);
    }

    static async Task CopyOneAsync(CopyFiles copy, TreeWork work, IFileSystem source, string path, IFileSystem target, string folder, string name)
    {
        var entry = source.Find(path) ?? throw new FileFailure(FileProblem.Missing, $"{EscapedName.Show(name)} is not there.");
        var goal = target.In(folder, name)!;
        if (entry.IsRealFolder && (folder + "/").Replace('\\', '/').StartsWith(path.Replace('\\', '/') + "/", StringComparison.Ordinal))
            throw new FileFailure(FileProblem.Refused, $"{EscapedName.Show(name)} cannot go into itself.");

        if (target.Find(goal) is { } present)
        {
            if (copy.Conflict == OnConflict.Skip || goal == path && copy.Move) return;
            if (copy.Conflict == OnConflict.KeepBoth || goal == path && copy.Conflict == OnConflict.Replace) goal = FreeName.In(target, folder, name);
            else if (copy.Conflict == OnConflict.Fail) throw new FileFailure(FileProblem.Exists, $"{EscapedName.Show(name)} is there already.");
            else if (present.IsRealFolder != entry.IsRealFolder)
                throw new FileFailure(FileProblem.Exists, $"{EscapedName.Show(name)} is there already, and is {(present.IsRealFolder ? "a folder" : "a file")}.");
        }
        if (copy.Move) await work.MoveAsync(source, path, entry, target, goal, copy.Conflict == OnConflict.Replace);
        else await work.CopyAsync(source, path, entry, target, goal, copy.Conflict == OnConflict.Replace, exact: false);
    }

    string Normal(string path) => files.Normal(path) ?? throw new FileFailure(FileProblem.Refused, "That is no path on this device.");

    string In(string folder, string name) => files.In(folder, name) ?? throw new FileFailure(FileProblem.Refused, "That is no name for a file on this device.");

    static ListedFile Listed(FileEntry entry) => new(
        entry.Name, entry.Kind switch { EntryKind.Folder => FileKind.Folder, EntryKind.File => FileKind.File, _ => FileKind.Other },
        entry.Size, entry.Modified, entry.Mode, entry.Owner, entry.Group, entry.Link);
}
