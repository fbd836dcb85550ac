namespace MeshEvents.Wire.Files;

/// <summary>What the device answers; <see cref="RequestId"/> is the request's own, as JSON. Plain answers are those of spec/desktop-protocol.md 3.</summary>
public abstract record FileAnswer(string? RequestId);

/// <summary>A folder or a page of it; null entries: it cannot be read. <see cref="End"/> is told only where pages were asked for, <see cref="Cut"/> when there are more than are shown.</summary>
public sealed record FolderListing(string? RequestId, string Path, IReadOnlyList<ListedFile>? Files, bool? End = null, bool Cut = false) : FileAnswer(RequestId);

/// <summary>Kinds as on the wire; <see cref="Other"/> (devices, sockets, pipes) is ours.</summary>
public enum FileKind
{
    Drive = 1,
    Folder = 2,
    File = 3,
    Other = 4,
}

/// <summary>
/// One entry. Ours are <c>m</c> mode bits (Unix, 0-07777), <c>o</c> and <c>g</c> owner and group, <c>l</c> where a link leads; <see cref="Free"/> is of a drive, in bytes.
/// A link is of the kind it leads to, or <see cref="FileKind.Other"/> when that cannot be seen.
/// </summary>
public sealed record ListedFile(
    string Name, FileKind Kind, long Size = 0, DateTimeOffset? Modified = null, int? Mode = null, string? Owner = null, string? Group = null, string? Link = null, long? Free = null);

/// <summary>
/// Ours: done. For a transfer its whole size and SHA-256, and <see cref="PieceHash"/> where that was asked for; <see cref="Name"/> is the name it got;
/// <see cref="Count"/> files were touched.
/// </summary>
public sealed record FileDone(string? RequestId, long? Count = null, long? Size = null, string? Sha256 = null, string? Name = null, string? Pieces = null) : FileAnswer(RequestId);

/// <summary>Ours: not done, or not to the end. Codes: <see cref="FailureCodes"/>; the message is a sentence.</summary>
public sealed record FileFailed(string? RequestId, string Code, string Message) : FileAnswer(RequestId);

/// <summary>Ours: how far a long request is, files and bytes.</summary>
public sealed record FileProgress(string? RequestId, long Count, long Size, string Name) : FileAnswer(RequestId);

/// <summary>Ours: send from <see cref="Offset"/> on; what stands before it has this SHA-256, and this <see cref="PieceHash"/> where that was asked for.</summary>
public sealed record PutStarted(string? RequestId, long Offset, string Sha256, string? Pieces = null) : FileAnswer(RequestId);

/// <summary>
/// Ours: chunks come from <see cref="Offset"/> on, what stands before it has this SHA-256, and this <see cref="PieceHash"/> where that was asked for. Size in bytes
/// where it is known (not of a zip), time in milliseconds since 1970.
/// </summary>
public sealed record GetStarted(string? RequestId, long Offset, string Sha256, long? Size, long? Modified, string? Pieces = null) : FileAnswer(RequestId);

/// <summary>Ours: the chunk up to here is written.</summary>
public sealed record FileAck(string? RequestId, long Offset) : FileAnswer(RequestId);

/// <summary>Plain: <c>uploadstart</c>, <c>uploadack</c>, <c>uploaddone</c>, <c>uploaderror</c>, <c>uploadcancel</c>.</summary>
public sealed record PlainUploadAnswer(string? RequestId, string Action) : FileAnswer(RequestId);

/// <summary>Plain: <c>uploadhash</c>; SHA-384 in hexadecimal, or null.</summary>
public sealed record PlainHash(string? RequestId, string Path, string Name, string? Tag, string? Sha384) : FileAnswer(RequestId);

/// <summary>Plain: <c>download</c> with <c>start</c> or <c>cancel</c>; the id is the request's.</summary>
public sealed record PlainDownloadAnswer(string? RequestId, string Sub) : FileAnswer(RequestId);

/// <summary>Why something was not done, for programs; people get the sentence beside it.</summary>
public static class FailureCodes
{
    public const string Exists = "exists", Missing = "missing", Denied = "denied", Full = "full", Changed = "changed", Refused = "refused", Cancelled = "cancelled", NotEmpty = "not-empty",
        Damaged = "damaged", Busy = "busy", Failed = "failed";
}
