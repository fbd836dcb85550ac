using System.IO.Compression;
using System.Text;
using MeshEvents.Agent.Platform.Files;
using MeshEvents.Wire.Files;

namespace MeshEvents.Agent.Channels.Files;

/// <summary>
/// Files and folders as one zip that is written as it is read, with no file in between. Names are sorted and times are the files' own, so that the same tree gives the
/// same bytes: that is what lets a broken download go on. Links are kept as links and never followed.
/// </summary>
sealed class ZipTree(IFileSystem files, ZipArchive zip, Stream archive, CancellationToken stop)
{
    /// <summary>Names of one folder that are sorted in memory, and how deep folders may lie.</summary>
    const int MostInFolder = 100_000, MostDepth = 256;

    const int BufferSize = 128 * 1024, LinkType = 0xA000, FileType = 0x8000, FolderType = 0x4000, Rights = 0x1FF;

    static readonly DateTimeOffset earliest = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero), latest = new(2107, 12, 31, 0, 0, 0, TimeSpan.Zero);

    readonly byte[] buffer = new byte[BufferSize];
    long count;

    /// <summary>Writes the named things of a folder; returns how many files and folders there were.</summary>
    public static async Task<long> WriteAsync(IFileSystem files, string folder, IReadOnlyList<string> names, Stream to, CancellationToken stop)
    {
        await using var zip = await ZipArchive.CreateAsync(to, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8, stop);
        var tree = new ZipTree(files, zip, to, stop);
        foreach (var name in names.Distinct().Order(StringComparer.Ordinal))
        {
            var path = files.In(folder, name) ?? throw new FileFailure(FileProblem.Refused, "That is no name for a file on this device.");
            var entry = files.Find(path) ?? throw new FileFailure(FileProblem.Missing, $"{EscapedName.Show(name)} is not there.");
            await tree.AddAsync(path, EscapedName.Show(name), entry, depth: 0);
        }
        return tree.count;
    }

    async Task AddAsync(string path, string name, FileEntry entry, int depth)
    {
        stop.ThrowIfCancellationRequested();
        if (depth > MostDepth) throw new FileFailure(FileProblem.Refused, $"Folders lie in each other more than {MostDepth} deep.");
        count++;
        if (entry.IsRealFolder) await AddFolderAsync(path, name, entry, depth);
        else if (entry.Link is { } link) await AddTextAsync(Make(name, entry, LinkType), link);
        else if (entry.Kind == EntryKind.File) await AddFileAsync(path, name, entry);
        else count--;         // a device, pipe or socket has no content
        await archive.FlushAsync(stop);
    }

    async Task AddFolderAsync(string path, string name, FileEntry entry, int depth)
    {
        await using (await Make(name + "/", entry, FolderType).OpenAsync(stop)) { }
        var inside = files.List(path).Take(MostInFolder + 1).ToList();
        if (inside.Count > MostInFolder) throw new FileFailure(FileProblem.Refused, $"{name} holds more than {MostInFolder} files; it is too large for a zip.");
        inside.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        foreach (var one in inside)
            await AddAsync(files.In(path, one.Name) ?? throw new FileFailure(FileProblem.Refused, $"{EscapedName.Show(one.Name)} has no name we can use."), $"{name}/{EscapedName.Show(one.Name)}", one, depth + 1);
    }

    async Task AddFileAsync(string path, string name, FileEntry entry)
    {
        await using var file = files.OpenRead(path);
        var modified = File.GetLastWriteTimeUtc(file.SafeFileHandle);
        var (made, length) = (Make(name, entry, FileType), 0L);
        await using (var to = await made.OpenAsync(stop))
        {
            for (int read; (read = await file.ReadAsync(buffer, stop)) > 0; length += read) await to.WriteAsync(buffer.AsMemory(0, read), stop);
        }
        if (length != entry.Size && entry.Size > 0 || File.GetLastWriteTimeUtc(file.SafeFileHandle) != modified) throw new ChangedMeanwhile(name);
    }

    async Task AddTextAsync(ZipArchiveEntry made, string text)
    {
        await using var to = await made.OpenAsync(stop);
        await to.WriteAsync(EscapedName.ToBytes(text) ?? [], stop);
    }

    ZipArchiveEntry Make(string name, FileEntry entry, int type)
    {
        var made = zip.CreateEntry(name, CompressionLevel.Fastest);
        made.LastWriteTime = entry.Modified < earliest ? earliest : entry.Modified > latest ? latest : entry.Modified.ToUniversalTime();
        // Unix rights and type in the upper half, as zip programs there keep them
        if (entry.Mode is { } mode) made.ExternalAttributes = (type | mode & Rights) << 16;
        return made;
    }
}
