namespace MeshEvents.Agent.Platform.Files;

public enum EntryKind
{
    Folder,
    File,

    /// <summary>A device, socket or pipe, or a link that leads nowhere we may look.</summary>
    Other,
}

/// <summary>
/// One entry of a folder. <see cref="Link"/>: where it leads when it is a link; kind and size are then those of what it leads to. <see cref="Mode"/> 0-07777 where the
/// system has it. <see cref="Inode"/>, where the system has it, tells a file from another one of the same name.
/// </summary>
public sealed record FileEntry(string Name, EntryKind Kind, long Size, DateTimeOffset Modified, int? Mode = null, string? Owner = null, string? Group = null, string? Link = null, ulong Inode = 0)
{
    /// <summary>A folder that may be entered: not a link to one.</summary>
    public bool IsRealFolder => Kind == EntryKind.Folder && Link is null;

    /// <summary>Whether this is still the same file with the same content, as far as the system tells.</summary>
    public bool Same(FileEntry? other) => other is not null && (Inode, Size, Modified, Link) == (other.Inode, other.Size, other.Modified, other.Link);
}

/// <summary>
/// The files of this machine, as the agent's account and the policy allow. Paths are absolute and normal (no <c>.</c> or <c>..</c>), names that are no Unicode are escaped.
/// What cannot be done throws <see cref="FileFailure"/>.
/// </summary>
public interface IFileSystem : IDisposable
{
    /// <summary>Where to begin: drives, or the policy's roots; empty when the one beginning is <c>/</c>.</summary>
    IReadOnlyList<string> Places { get; }

    /// <summary>The path as this system writes it; null when it is none: <c>..</c>, NUL, a name the system reserves.</summary>
    string? Normal(string path);

    /// <summary>A path in a folder; null when the name is none.</summary>
    string? In(string folder, string name);

    /// <summary>What stands in a folder, in the system's order.</summary>
    IEnumerable<FileEntry> List(string folder);

    /// <summary>What stands at the path itself: a link is not followed for its size and time. Null when nothing does.</summary>
    FileEntry? Find(string path);

    /// <summary>A file's content. Only regular files: never a device or a pipe.</summary>
    FileStream OpenRead(string path);

    /// <summary>A file of our own to write, for its owner alone, new or the one that is there. Never through a link, never somebody else's.</summary>
    FileStream OpenPart(string path);

    /// <summary>Gives a finished part the rights it will be seen with: those of the file it replaces, or the usual ones.</summary>
    void Dress(FileStream part, FileEntry? like);

    void MakeFolder(string path);
    void MakeLink(string path, string target);

    /// <summary>Deletes a file, or a link itself.</summary>
    void DeleteFile(string path);

    /// <summary>Deletes an empty folder.</summary>
    void DeleteFolder(string path);

    /// <summary>In one step, or not at all; the target may be in another view of the same machine's files. False when it leads to another disk and must be copied.</summary>
    bool Rename(string from, IFileSystem toFiles, string to, bool replace);

    bool Rename(string from, string to, bool replace) => Rename(from, this, to, replace);

    /// <summary>The same files from one folder down, with no link followed any more, even when somebody puts one in the way meanwhile: for work on whole trees.</summary>
    IFileSystem Below(string folder);
}

public enum FileProblem
{
    Failed,
    Exists,
    Missing,
    Denied,
    Full,
    NotEmpty,
    Refused,
}

/// <summary>Something was not done to a file; the message is a sentence for the person who asked.</summary>
public sealed class FileFailure(FileProblem problem, string sentence, Exception? cause = null) : IOException(sentence, cause)
{
    public FileProblem Problem => problem;
}
