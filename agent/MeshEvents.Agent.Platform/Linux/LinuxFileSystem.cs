using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using MeshEvents.Agent.Platform.Files;
using MeshEvents.Wire.Files;
using Microsoft.Win32.SafeHandles;
using static MeshEvents.Agent.Platform.Linux.LibcFiles;

namespace MeshEvents.Agent.Platform.Linux;

/// <summary>
/// Files through the C library, because names are bytes and the runtime knows only those that are UTF-8. Everything is done relative to an open folder. Under roots the
/// kernel itself (openat2, Linux 5.6) keeps the way inside them, whatever links somebody puts there in the same moment.
/// </summary>
[SupportedOSPlatform("linux")]
sealed class LinuxFileSystem : IFileSystem
{
    const uint OwnerOnly = 0x180, UsualFile = 0x1A4, UsualFolder = 0x1ED;      // 0600, 0644, 0755
    const int LongestLink = 4096;

    static readonly byte[] Here = ".\0"u8.ToArray(), Itself = "\0"u8.ToArray();

    readonly IReadOnlyList<Root> roots;

    sealed record Root(string Path, SafeFileHandle? Folder, ulong Resolve);

    /// <param name="policy">Folders the agent keeps to; none: all that its account may.</param>
    public LinuxFileSystem(IReadOnlyList<string> policy)
    {
        roots = policy.Count == 0 ? [new("/", null, 0)] : [.. policy.Select(p => new Root(UnixPaths.Normal(p) ?? throw new ArgumentException($"'{p}' is no path.", nameof(policy)), null, Beneath | NoMagicLinks))];
        Places = policy.Count == 0 ? [] : [.. roots.Select(r => r.Path)];
    }

    LinuxFileSystem(Root only) => (roots, Places) = ([only], [only.Path]);

    public IReadOnlyList<string> Places { get; }

    public string? Normal(string path) => UnixPaths.Normal(path);

    public string? In(string folder, string name) => UnixPaths.In(folder, name);

    public void Dispose()
    {
        foreach (var root in roots) root.Folder?.Dispose();
    }

    public IFileSystem Below(string folder) => new LinuxFileSystem(new Root(folder, OpenFolder(folder), Beneath | NoMagicLinks | NoSymlinks));

    public IEnumerable<FileEntry> List(string folder)
    {
        using var handle = OpenFolder(folder);
        using var names = LinuxFolderReader.Open(handle) ?? throw Failure("read", folder);
        var owners = new LinuxOwners();
        while (names.Next() is { } name)
        {
            if (Describe(handle, name, UnixPaths.In(folder, EscapedName.ToText(name.AsSpan(0, name.Length - 1))), owners) is { } entry) yield return entry;
        }
    }

    public FileEntry? Find(string path)
    {
        var (folder, name) = At(path, missing: true);
        if (folder is null) return null;
        using (folder) return Describe(folder, name, path, new LinuxOwners());
    }

    public FileStream OpenRead(string path)
    {
        using var seen = OpenSeen(path);
        if (statx(seen, Itself, EmptyPath, BasicStats, out var status) != 0) throw Failure("read", path);
        if (status.Type == Folder) throw new FileFailure(FileProblem.Refused, $"{Shown(path)} is a folder.");
        if (status.Type != Regular) throw new FileFailure(FileProblem.Refused, $"{Shown(path)} is not a file but a device, pipe or socket.");
        // through its descriptor: what is opened is what was looked at
        var file = Open(null, UnixPaths.Zero($"/proc/self/fd/{seen.DangerousGetHandle()}"), ReadOnly | NonBlock, 0, 0) ?? throw Failure("read", path);
        return new(file, FileAccess.Read, bufferSize: 0, isAsync: false);
    }

    public FileStream OpenPart(string path)
    {
        var (folder, name) = At(path);
        using (folder)
        {
            var file = Open(folder!, name, ReadWrite | Create | Exclusive | NoFollow, OwnerOnly, 0) ?? Open(folder!, name, ReadWrite | NoFollow | NonBlock, 0, 0) ?? throw Failure("write", path);
            if (statx(file, Itself, EmptyPath, BasicStats, out var status) == 0 && status is { Type: Regular, Links: 1 } && status.User == Libc.geteuid())
                return new(file, FileAccess.ReadWrite, bufferSize: 0, isAsync: false);
            file.Dispose();
            throw new FileFailure(FileProblem.Refused, $"{Shown(path)} is not our own file.");
        }
    }

    public void Dress(FileStream part, FileEntry? like)
    {
        var mode = like?.Mode is { } known && like.Link is null ? known & 0x1FF : (int)UsualFile;
        File.SetUnixFileMode(part.SafeFileHandle, (UnixFileMode)mode);
        if (like is { Link: null } && Libc.geteuid() == 0 && new LinuxOwners().Ids(like) is var (user, group) && fchown(part.SafeFileHandle, user, group) != 0) throw Failure("write", like.Name);
    }

    public void MakeFolder(string path) => Do("make", path, (folder, name) => mkdirat(folder, name, UsualFolder));

    public void MakeLink(string path, string target) => Do("make", path, (folder, name) => symlinkat(UnixPaths.Zero(target), folder, name));

    public void DeleteFile(string path) => Do("delete", path, (folder, name) => unlinkat(folder, name, 0));

    public void DeleteFolder(string path) => Do("delete", path, (folder, name) => unlinkat(folder, name, RemoveDir));

    public bool Rename(string from, IFileSystem toFiles, string to, bool replace)
    {
        var (folder, name) = At(from);
        using (folder)
        {
            var (toFolder, toName) = ((LinuxFileSystem)toFiles).At(to);
            using (toFolder)
            {
                var done = replace ? renameat(folder!, name, toFolder!, toName) : RenameNew(folder!, name, toFolder!, toName);
                // a file system without that flag; two steps are the best it can
                if (done != 0 && !replace && Marshal.GetLastPInvokeError() is EINVAL or ENOSYS && statx(toFolder!, toName, SymlinkNoFollow, BasicStats, out _) != 0) done = renameat(folder!, name, toFolder!, toName);
                if (done == 0) return true;
                return Marshal.GetLastPInvokeError() == EXDEV ? false : throw Failure("rename", to);
            }
        }
    }

    void Do(string verb, string path, Func<SafeFileHandle, byte[], int> call)
    {
        var (folder, name) = At(path);
        using (folder)
        {
            if (call(folder!, name) != 0) throw Failure(verb, path);
        }
    }

    FileEntry? Describe(SafeFileHandle folder, byte[] name, string? path, LinuxOwners owners)
    {
        if (statx(folder, name, SymlinkNoFollow, BasicStats, out var status) != 0) return null;      // it went away in the same moment
        var (own, link) = (status, (string?)null);
        if (status.Type == Link)
        {
            link = ReadLink(folder, name);
            using var target = path is null ? null : TryOpenSeen(path);
            if (target is null || statx(target, Itself, EmptyPath, BasicStats, out status) != 0) status.Mode = 0;
        }
        var kind = status.Type switch { Folder => EntryKind.Folder, Regular => EntryKind.File, _ => EntryKind.Other };
        var (owner, group) = owners.Names(own.User, own.Group);
        return new(EscapedName.ToText(name.AsSpan(0, name.Length - 1)), kind, kind == EntryKind.File ? status.Size : 0, Time(own), own.Mode & 0xFFF, owner, group, link, own.Inode);
    }

    static DateTimeOffset Time(in Status of) =>
        DateTimeOffset.UnixEpoch.AddTicks(Math.Clamp(of.ModifiedSeconds, -62_000_000_000, 250_000_000_000) * TimeSpan.TicksPerSecond + of.ModifiedNanoseconds / 100);

    static string ReadLink(SafeFileHandle folder, byte[] name)
    {
        var target = new byte[LongestLink];
        var length = readlinkat(folder, name, target, target.Length);
        return length <= 0 ? "" : EscapedName.ToText(target.AsSpan(0, (int)length));
    }

    SafeFileHandle OpenFolder(string path) => TryOpen(path, PathOnly | FolderOnly) ?? throw Failure("open", path);

    SafeFileHandle OpenSeen(string path) => TryOpenSeen(path) ?? throw Failure("open", path);

    SafeFileHandle? TryOpenSeen(string path) => TryOpen(path, PathOnly);

    SafeFileHandle? TryOpen(string path, int flags)
    {
        var (root, inside) = RootOf(path);
        if (root.Resolve == 0) return Open(null, UnixPaths.Zero(path), flags, 0, 0);
        var start = root.Folder ?? Open(null, UnixPaths.Zero(root.Path), PathOnly | FolderOnly, 0, 0);
        if (start is null) return null;
        var found = Open(start, inside.Length == 0 ? Here : UnixPaths.Zero(inside), flags, 0, root.Resolve);
        var errno = Marshal.GetLastPInvokeError();
        if (root.Folder is null) start.Dispose();
        Marshal.SetLastPInvokeError(errno);         // closing has one of its own
        return found;
    }

    /// <summary>The folder of a path, and the last name with its closing zero.</summary>
    (SafeFileHandle? Folder, byte[] Name) At(string path, bool missing = false)
    {
        var (_, inside) = RootOf(path);
        if (path == "/" || inside.Length == 0) return (TryOpen(path, PathOnly | FolderOnly) ?? (missing ? null : throw Failure("open", path)), Here);
        var cut = path.LastIndexOf('/');
        var parent = cut == 0 ? "/" : path[..cut];
        var folder = TryOpen(parent, PathOnly | FolderOnly);
        if (folder is null && !(missing && Marshal.GetLastPInvokeError() is ENOENT or ENOTDIR)) throw Failure("open", parent);
        return (folder, UnixPaths.Zero(path[(cut + 1)..]));
    }

    (Root Root, string Inside) RootOf(string path)
    {
        foreach (var root in roots)
        {
            if (root.Path == "/") return (root, path[1..]);
            if (path == root.Path) return (root, "");
            if (path.StartsWith(root.Path, StringComparison.Ordinal) && path[root.Path.Length] == '/') return (root, path[(root.Path.Length + 1)..]);
        }
        throw new FileFailure(FileProblem.Refused, "The policy of this device does not allow that place.");
    }

    static string Shown(string path) => EscapedName.Show(path);

    static FileFailure Failure(string verb, string path)
    {
        var errno = Marshal.GetLastPInvokeError();
        var (problem, why) = errno switch
        {
            ENOENT => (FileProblem.Missing, "it is not there"),
            ENOTDIR => (FileProblem.Missing, "a part of its path is no folder"),
            EACCES or EPERM => (FileProblem.Denied, "the agent's account may not"),
            EROFS => (FileProblem.Denied, "the disk is read-only"),
            EEXIST => (FileProblem.Exists, "something of that name is there already"),
            ENOTEMPTY => (FileProblem.NotEmpty, "the folder is not empty"),
            ENOSPC or EDQUOT => (FileProblem.Full, "the disk is full"),
            EXDEV or ELOOP => (FileProblem.Refused, "a link on the way there leads elsewhere"),
            ENOSYS => (FileProblem.Refused, "this kernel cannot keep to the policy (Linux 5.6 can)"),
            ENAMETOOLONG => (FileProblem.Refused, "the name is too long"),
            EISDIR => (FileProblem.Refused, "it is a folder"),
            EINVAL => (FileProblem.Refused, "the system does not take it"),
            _ => (FileProblem.Failed, $"error {errno}"),
        };
        return new(problem, $"Could not {verb} {Shown(path)}: {why}.");
    }
}
