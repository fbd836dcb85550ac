namespace MeshEvents.Wire.Files;

/// <summary>What becomes of a file whose name is taken.</summary>
public enum OnConflict
{
    /// <summary>Nothing is done, and the answer says <c>exists</c>: the person is asked.</summary>
    Fail,
    Replace,

    /// <summary>The new one gets another name: <c>report (2).txt</c>.</summary>
    KeepBoth,

    /// <summary>The one that is there stays, and that is no failure.</summary>
    Skip,
}

/// <summary>
/// What a person's side asks (spec/desktop-protocol.md 3). <see cref="RequestId"/> is JSON text, a string or a number, given back as it came; where the plain
/// protocol has none it is null, and then there is no answer either. Paths and names are texts of <see cref="EscapedName"/>.
/// </summary>
public abstract record FileRequest(string? RequestId);

/// <summary><c>ls</c>. <see cref="Pages"/>, ours: any number of answers, the last with <c>end</c>; links and rights are told.</summary>
public sealed record ListFolder(string? RequestId, string Path, bool Pages = false) : FileRequest(RequestId);

/// <summary>Ours, <c>stat</c>: what stands at a path; answered by a <see cref="FolderListing"/> of that one entry, or <c>failed</c>.</summary>
public sealed record LookAt(string? RequestId, string Path) : FileRequest(RequestId);

/// <summary><c>mkdir</c>.</summary>
public sealed record MakeFolder(string? RequestId, string Path) : FileRequest(RequestId);

/// <summary><c>rm</c>. Without <see cref="Recursive"/> a folder must be empty.</summary>
public sealed record RemoveFiles(string? RequestId, string Path, IReadOnlyList<string> Names, bool Recursive) : FileRequest(RequestId);

/// <summary><c>rename</c>, inside one folder; never over something that is there.</summary>
public sealed record RenameFile(string? RequestId, string Path, string From, string To) : FileRequest(RequestId);

/// <summary><c>copy</c> or <c>move</c>.</summary>
public sealed record CopyFiles(string? RequestId, string From, string To, IReadOnlyList<string> Names, bool Move, OnConflict Conflict = OnConflict.Fail) : FileRequest(RequestId);

/// <summary><c>uploadhash</c>: SHA-384 of a file that is there. <see cref="Tag"/> is JSON, given back.</summary>
public sealed record HashFile(string? RequestId, string Path, string Name, string? Tag) : FileRequest(RequestId);

/// <summary><c>upload</c> of the plain protocol.</summary>
public sealed record PlainUpload(string? RequestId, string Path, string Name, long Size, bool Append) : FileRequest(RequestId);

/// <summary><c>uploaddone</c>, or <c>uploadcancel</c>, which deletes.</summary>
public sealed record PlainUploadEnd(string? RequestId, bool Cancelled) : FileRequest(RequestId);

/// <summary><c>download</c> of the plain protocol, <see cref="Sub"/> is <c>start</c> (with a path), <c>startack</c>, <c>ack</c> or <c>stop</c>; the id is the request's.</summary>
public sealed record PlainDownload(string? RequestId, string Sub, string? Path) : FileRequest(RequestId);

/// <summary>
/// Ours, <c>put</c>: write a file, from where an earlier try with the same <see cref="Transfer"/> stopped. Answered by <see cref="PutStarted"/>, then chunks go up
/// and <see cref="FileAck"/> comes down, then <see cref="PutDone"/>. <see cref="Modified"/> in milliseconds since 1970; <see cref="Mode"/> 0-0777, else the usual
/// rights, or those of the file it replaces. The number of the transfer is the reqid. With <see cref="Pieces"/> every chunk is one piece of <see cref="PieceHash"/>,
/// and that is what is compared.
/// </summary>
public sealed record PutFile(
    uint Number, Guid Transfer, string Path, string Name, long Size, long? Modified = null, OnConflict Conflict = OnConflict.Fail, bool Restart = false, int? Mode = null, bool Pieces = false)
    : FileRequest(Numbers.Text(Number));

/// <summary>Ours, <c>putdone</c>: all is sent; the hash of the whole in hexadecimal, SHA-256 or that of its pieces.</summary>
public sealed record PutDone(uint Number, string? Sha256, string? Pieces = null) : FileRequest(Numbers.Text(Number));

/// <summary>
/// Ours, <c>get</c>: read one file from <see cref="Offset"/> on, or with <see cref="Zip"/> the named files and folders of a folder as one zip. The same things
/// give the same zip, so that it too can go on in the middle. Answered by <see cref="GetStarted"/>, chunks, and <see cref="FileDone"/>. With <see cref="Pieces"/> every
/// chunk is one piece of <see cref="PieceHash"/>, and the offset is where one begins.
/// </summary>
public sealed record GetFiles(uint Number, string Path, IReadOnlyList<string> Names, bool Zip, long Offset = 0, bool Pieces = false) : FileRequest(Numbers.Text(Number));

/// <summary>Ours, <c>ack</c>: all up to <see cref="Offset"/> has arrived and was right.</summary>
public sealed record ChunkTaken(uint Number, long Offset) : FileRequest(Numbers.Text(Number));

/// <summary><c>cancel</c>: with a reqid (ours) that request, without one all that runs.</summary>
public sealed record CancelRequest(string? RequestId) : FileRequest(RequestId);

static class Numbers
{
    public static string Text(uint number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
