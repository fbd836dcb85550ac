using MeshEvents.Kernel;

namespace MeshEvents.Contracts.Sessions;

/// <summary>
/// What was done to the files of a device in a session, as the device confirmed it. Paths are the device's, at most 4096 characters; they name no person whose key the
/// store holds, so they are not <see cref="Pii{T}"/> (audit.md 11). At most fifty names stand in one fact, the count says how many there were.
/// </summary>
/// <param name="Sha256">Hexadecimal; null when the device does not tell (MeshCentral's plain protocol).</param>
public sealed record FileUploaded(string Path, long Size, string? Sha256) : Fact;

/// <param name="Names">Files and folders of <paramref name="Path"/> that went as one zip; empty when the path itself is the file.</param>
public sealed record FileDownloaded(string Path, string[] Names, long Size, string? Sha256) : Fact;
public sealed record FolderMade(string Path) : Fact;
public sealed record FileRenamed(string Folder, string From, string To) : Fact;

/// <param name="Count">With all that was inside.</param>
public sealed record FilesDeleted(string Folder, string[] Names, long Count) : Fact;
public sealed record FilesCopied(string From, string To, string[] Names, long Count) : Fact;
public sealed record FilesMoved(string From, string To, string[] Names, long Count) : Fact;

/// <summary>The device said no, or stopped in the middle: a part may have been done.</summary>
public sealed record FileActionFailed(FileAction Action, string Path, string[] Names, string Why) : Fact;

/// <summary>It was asked for, and whether it was done is not known.</summary>
public sealed record FileActionUnknown(FileAction Action, string Path, string[] Names, string Why) : Fact;

/// <summary>Messages of a tunnel that are no known request: they were passed on, and what they did is not known.</summary>
public sealed record MessagesNotRead(long Count) : Fact;

public enum FileAction { Upload, Download, MakeFolder, Rename, Delete, Copy, Move }
