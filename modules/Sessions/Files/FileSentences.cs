using System.Globalization;
using MeshEvents.Contracts.Sessions;
using MeshEvents.Store;

namespace MeshEvents.Sessions.Files;

/// <summary>The facts about files, with their stored names and the sentences of the history.</summary>
static class FileSentences
{
    public static void List(Facts facts)
    {
        facts.Add<FileUploaded>("sessions.file_uploaded", e => $"Uploaded {e.Path} ({Bytes(e.Size)})");
        facts.Add<FileDownloaded>("sessions.file_downloaded", e => $"Downloaded {Things(e.Path, e.Names)} ({Bytes(e.Size)})");
        facts.Add<FolderMade>("sessions.folder_made", e => $"Made folder {e.Path}");
        facts.Add<FileRenamed>("sessions.file_renamed", e => $"Renamed {e.From} to {e.To} in {e.Folder}");
        facts.Add<FilesDeleted>("sessions.files_deleted", e => $"Deleted {Things(e.Folder, e.Names)}{(e.Count > e.Names.Length ? $", {Number(e.Count)} files and folders in all" : "")}");
        facts.Add<FilesCopied>("sessions.files_copied", e => $"Copied {Things(e.From, e.Names)} to {e.To}");
        facts.Add<FilesMoved>("sessions.files_moved", e => $"Moved {Things(e.From, e.Names)} to {e.To}");
        facts.Add<FileActionFailed>("sessions.file_action_failed", e => $"Could not {Verb(e.Action)} {Things(e.Path, e.Names)}: {e.Why}");
        facts.Add<FileActionUnknown>("sessions.file_action_unknown", e => $"Asked to {Verb(e.Action)} {Things(e.Path, e.Names)}; whether it was done is not known: {e.Why}");
        facts.Add<MessagesNotRead>("sessions.messages_not_read", e => e.Count == 1 ? "One message of the session could not be read" : $"{Number(e.Count)} messages of the session could not be read");
    }

    static string Things(string path, string[] names) => names switch
    {
        [] => path,
        [var one] => $"{one} in {path}",
        [var first, ..] => $"{first} and {names.Length - 1} more in {path}",
    };

    static string Verb(FileAction action) => action switch
    {
        FileAction.Upload => "upload",
        FileAction.Download => "download",
        FileAction.MakeFolder => "make folder",
        FileAction.Rename => "rename",
        FileAction.Delete => "delete",
        FileAction.Copy => "copy",
        _ => "move",
    };

    static string Bytes(long size) => size == 1 ? "1 byte" : $"{Number(size)} bytes";

    static string Number(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
