using MeshEvents.Contracts.Sessions;
using MeshEvents.Kernel;
using MeshEvents.Wire.Files;

namespace MeshEvents.Sessions.Files;

/// <summary>What was asked in one tunnel and not answered yet, and the facts that answers make of it. Text of the device and of the page is cleaned here.</summary>
sealed class FileBook
{
    /// <summary>Requests without an answer; beyond it the oldest is no longer waited for. Names, characters of a path and of a reason in one fact.</summary>
    public const int MostOpen = 1024, MostNames = 50, MostPath = 4096, MostWhy = 500;

    const string NoAnswer = "The connection ended before the device answered.", NoWord = "The device does not tell.", TooMany = "Too much was asked at once.";

    readonly Lock gate = new();
    readonly OrderedDictionary<string, Asking> open = [];

    sealed record Asking(FileAction Action, string Path, string[] Names, Func<FileDone, Fact?> Done);

    /// <summary>A request goes to the device. A fact when something becomes of it that no answer will tell.</summary>
    public Fact? Asked(FileRequest request)
    {
        if (AskingOf(request) is not { } asking) return null;
        if (request.RequestId is not { } id) return Unknown(asking, NoWord);
        lock (gate)
        {
            // the same number again: the device answers one of them
            Fact? before = open.Remove(id, out var same) ? Unknown(same, NoWord) : null;
            if (before is null && open.Count >= MostOpen)
            {
                before = Unknown(open.GetAt(0).Value, TooMany);
                open.RemoveAt(0);
            }
            open[id] = asking;
            return before;
        }
    }

    public Fact? Answered(FileAnswer answer) => answer switch
    {
        FileDone done => Take(done.RequestId)?.Done(done),
        // a page asks whether to replace, and comes again: nothing was done
        FileFailed { Code: FailureCodes.Exists } failed => Take(failed.RequestId) is { Action: not FileAction.Upload } asking ? Failed(asking, failed.Message) : null,
        FileFailed failed => Take(failed.RequestId) is { } asking ? Failed(asking, failed.Message) : null,
        PlainUploadAnswer { Action: "uploaddone" } plain => Take(plain.RequestId)?.Done(new(plain.RequestId)),
        PlainUploadAnswer { Action: "uploaderror" or "uploadcancel" } plain => Take(plain.RequestId) is { } asking ? Failed(asking, "The device stopped it.") : null,
        PlainDownloadAnswer { Sub: "cancel" } plain => Take(plain.RequestId) is { } asking ? Failed(asking, "The device stopped it.") : null,
        _ => null,
    };

    /// <summary>The tunnel is over.</summary>
    public IReadOnlyList<Fact> End(long notRead)
    {
        lock (gate)
        {
            List<Fact> left = [.. open.Values.Select(a => Unknown(a, NoAnswer))];
            open.Clear();
            if (notRead > 0) left.Add(new MessagesNotRead(notRead));
            return left;
        }
    }

    static Asking? AskingOf(FileRequest request) => request switch
    {
        PutFile put when In(put.Path, put.Name) is var path =>
            new(FileAction.Upload, path, [], done => done.Count == 0 ? null : new FileUploaded(done.Name is { } name ? In(put.Path, name) : path, done.Size ?? put.Size, Hash(done))),
        PlainUpload put when In(put.Path, put.Name) is var path => new(FileAction.Upload, path, [], _ => new FileUploaded(path, put.Size, null)),
        GetFiles get when (Path(get.Path), Some(get.Names)) is var (path, names) => new(FileAction.Download, path, names, done => new FileDownloaded(path, names, done.Size ?? 0, Hash(done))),
        PlainDownload { Sub: "start", Path: { } from } when Path(from) is var path => new(FileAction.Download, path, [], _ => new FileDownloaded(path, [], 0, null)),
        MakeFolder make when Path(make.Path) is var path => new(FileAction.MakeFolder, path, [], _ => new FolderMade(path)),
        RenameFile rename when (Path(rename.Path), Path(rename.From)) is var (folder, from) => new(FileAction.Rename, folder, [from], _ => new FileRenamed(folder, from, Path(rename.To))),
        RemoveFiles remove when (Path(remove.Path), Some(remove.Names)) is var (folder, names) =>
            new(FileAction.Delete, folder, names, done => new FilesDeleted(folder, names, done.Count ?? remove.Names.Count)),
        CopyFiles copy when (Path(copy.From), Path(copy.To), Some(copy.Names)) is var (from, to, names) => copy.Move
            ? new(FileAction.Move, from, names, done => done.Count == 0 ? null : new FilesMoved(from, to, names, done.Count ?? copy.Names.Count))
            : new(FileAction.Copy, from, names, done => done.Count == 0 ? null : new FilesCopied(from, to, names, done.Count ?? copy.Names.Count)),
        _ => null,
    };

    Asking? Take(string? id)
    {
        lock (gate) return id is not null && open.Remove(id, out var asking) ? asking : null;
    }

    static FileActionFailed Failed(Asking asking, string why) => new(asking.Action, asking.Path, asking.Names, Clean.Line(why, MostWhy));

    static FileActionUnknown Unknown(Asking asking, string why) => new(asking.Action, asking.Path, asking.Names, why);

    static string Path(string path) => Clean.Line(EscapedName.Show(path), MostPath);

    static string In(string folder, string name) => Path(folder.Contains('\\') || folder.EndsWith(':') ? $"{folder.TrimEnd('\\', '/')}\\{name}" : $"{folder.TrimEnd('/')}/{name}");

    static string[] Some(IReadOnlyList<string> names) => [.. names.Take(MostNames).Select(n => Path(n))];

    static string? Hash(FileDone done) => done.Sha256 is { Length: 64 } hash && hash.All(char.IsAsciiHexDigitLower) ? hash : null;
}
