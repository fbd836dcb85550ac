using MeshEvents.Wire.Files;

namespace MeshEvents.Agent.Platform.Files;

/// <summary>
/// Files through the runtime, for Windows and macOS, where names are text. Under roots no link is followed at all: these systems offer the runtime no way to keep a
/// path inside a folder in one step.
/// </summary>
sealed class PortableFileSystem : IFileSystem
{
    const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    static readonly EnumerationOptions all = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    readonly IReadOnlyList<string> roots;
    readonly bool links;

    public PortableFileSystem(IReadOnlyList<string> policy) : this([.. policy.Select(p => PortablePaths.Normal(p) ?? throw new ArgumentException($"'{p}' is no path.", nameof(policy)))], links: policy.Count == 0)
    {
        Places = roots.Count > 0 ? roots : OperatingSystem.IsWindows() ? [.. DriveInfo.GetDrives().Where(d => d.IsReady).Select(d => d.Name.TrimEnd('\\'))] : [];
    }

    PortableFileSystem(IReadOnlyList<string> roots, bool links) => (this.roots, this.links, Places) = (roots, links, roots);

    public IReadOnlyList<string> Places { get; }

    public string? Normal(string path) => PortablePaths.Normal(path);

    public string? In(string folder, string name) => PortablePaths.In(folder, name);

    public void Dispose() => GC.SuppressFinalize(this);

    public IFileSystem Below(string folder) => new PortableFileSystem([Allowed(folder)], links: false);

    public IEnumerable<FileEntry> List(string folder)
    {
        var entries = Do("read", folder, () => new DirectoryInfo(AsFolder(Allowed(folder))).EnumerateFileSystemInfos("*", all).GetEnumerator());
        using (entries)
        {
            while (Do("read", folder, entries.MoveNext)) yield return Describe(entries.Current);
        }
    }

    public FileEntry? Find(string path)
    {
        var full = AsFolder(Allowed(path));
        FileSystemInfo found = Directory.Exists(full) ? new DirectoryInfo(full) : new FileInfo(full);
        return found.Exists || found.LinkTarget is not null ? Describe(found) : null;
    }

    public FileStream OpenRead(string path) => Do("read", path, () =>
    {
        if (Find(path) is { Kind: not EntryKind.File } entry)
            throw new FileFailure(FileProblem.Refused, entry.Kind == EntryKind.Folder ? $"{path} is a folder." : $"{path} is not a file but a device, pipe or socket.");
        return new FileStream(Allowed(path), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
    });

    public FileStream OpenPart(string path) => Do("write", path, () =>
    {
        if (Find(path) is { Link: not null } or { Kind: not EntryKind.File }) throw new FileFailure(FileProblem.Refused, $"{path} is not our own file.");
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.Read | FileShare.Delete, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        return new FileStream(Allowed(path), options);
    });

    public void Dress(FileStream part, FileEntry? like)
    {
        if (OperatingSystem.IsWindows()) return;         // a new file has the rights that its folder gives
        var mode = like is { Mode: { } known, Link: null } ? (UnixFileMode)(known & 0x1FF) : OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        File.SetUnixFileMode(part.SafeFileHandle, mode);
    }

    public void MakeFolder(string path) => Do("make", path, () =>
    {
        if (Find(path) is not null) throw new FileFailure(FileProblem.Exists, $"Could not make {path}: something of that name is there already.");
        return Directory.Exists(Path.GetDirectoryName(Allowed(path))) ? Directory.CreateDirectory(path).Exists : throw new DirectoryNotFoundException();
    });

    public void MakeLink(string path, string target) => Do("make", path, () => File.CreateSymbolicLink(Allowed(path), target).Exists);

    public void DeleteFile(string path) => Do("delete", path, () =>
    {
        var entry = Find(path) ?? throw new FileNotFoundException();
        if (entry is { Kind: EntryKind.Folder, Link: not null } && OperatingSystem.IsWindows()) Directory.Delete(Allowed(path));
        else File.Delete(Allowed(path));
        return true;
    });

    public void DeleteFolder(string path) => Do("delete", path, () =>
    {
        if (List(path).Any()) throw new FileFailure(FileProblem.NotEmpty, $"Could not delete {path}: the folder is not empty.");
        Directory.Delete(Allowed(path));
        return true;
    });

    public bool Rename(string from, IFileSystem toFiles, string to, bool replace) => Do("rename", to, () =>
    {
        var (source, target) = (Allowed(from), ((PortableFileSystem)toFiles).Allowed(to));
        if (!string.Equals(Path.GetPathRoot(source), Path.GetPathRoot(target), StringComparison.OrdinalIgnoreCase)) return false;
        var present = toFiles.Find(to);
        if (!replace && present is not null && !string.Equals(from, to, StringComparison.OrdinalIgnoreCase))
            throw new FileFailure(FileProblem.Exists, $"Could not rename to {to}: something of that name is there already.");
        if (Find(from) is { IsRealFolder: true }) Directory.Move(source, target);
        else File.Move(source, target, replace);
        return true;
    });

    /// <summary>The path, when the policy has it.</summary>
    string Allowed(string path)
    {
        if (roots.Count == 0) return path;
        var case_ = OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        var separator = Path.DirectorySeparatorChar;
        var root = roots.FirstOrDefault(r => path.Equals(r, case_) || r == "/" || path.StartsWith(r + separator, case_))
            ?? throw new FileFailure(FileProblem.Refused, "The policy of this device does not allow that place.");
        if (links) return path;
        var last = path.LastIndexOf(separator);
        for (var at = path.IndexOf(separator, Math.Min(root.Length + 1, path.Length)); at > 0 && at <= last; at = path.IndexOf(separator, at + 1))
        {
            if (new DirectoryInfo(path[..at]).LinkTarget is not null) throw new FileFailure(FileProblem.Refused, $"Could not open {path}: a link on the way there leads elsewhere.");
        }
        return path;
    }

    static string AsFolder(string path) => path.EndsWith(':') ? path + Path.DirectorySeparatorChar : path;

    FileEntry Describe(FileSystemInfo info)
    {
        var link = info.LinkTarget;
        var target = link is null ? info : links ? Resolve(info) : null;
        var kind = target switch
        {
            null => EntryKind.Other,
            { Exists: false } => EntryKind.Other,
            _ when target.Attributes.HasFlag(FileAttributes.Directory) => EntryKind.Folder,
            _ when target.Attributes.HasFlag(FileAttributes.Device) => EntryKind.Other,
            _ => EntryKind.File,
        };
        var size = kind == EntryKind.File && target is FileInfo file ? file.Length : 0;
        int? mode = OperatingSystem.IsWindows() ? null : (int)info.UnixFileMode;
        return new(info.Name, kind, size, new DateTimeOffset(info.LastWriteTimeUtc, TimeSpan.Zero), mode, Link: link);
    }

    static FileSystemInfo? Resolve(FileSystemInfo info)
    {
        try
        {
            return info.ResolveLinkTarget(returnFinalTarget: true);
        }
        catch (IOException)         // links in a circle
        {
            return null;
        }
    }

    static T Do<T>(string verb, string path, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is not FileFailure && e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw PortablePaths.Failure(verb, path, e);
        }
    }
}
