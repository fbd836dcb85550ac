using System.Globalization;
using System.Text.Json;

namespace MeshEvents.Wire.Files;

/// <summary>Writes answers as UTF-8 JSON, members without a value left out. They go out as binary messages, so that relays take them for data (spec/desktop-protocol.md 3).</summary>
public static class FileAnswerWriter
{
    public static byte[] Write(FileAnswer answer) => WireJson.Object(answer, static (json, answer) =>
    {
        json.Text("action", ActionOf(answer));
        if (answer is PlainDownloadAnswer download) json.WriteString("sub", download.Sub);
        json.Raw(answer is PlainDownloadAnswer ? "id" : "reqid", answer.RequestId);
        WriteMembers(json, answer);
    });

    static string? ActionOf(FileAnswer answer) => answer switch
    {
        FolderListing => null,
        FileDone => "done",
        FileFailed => "failed",
        FileProgress => "progress",
        PutStarted => "putstart",
        GetStarted => "getstart",
        FileAck => "ack",
        PlainUploadAnswer plain => plain.Action,
        PlainHash => "uploadhash",
        PlainDownloadAnswer => "download",
        _ => throw new ArgumentException($"{answer.GetType().Name} has no form on the wire.", nameof(answer)),
    };

    static void WriteMembers(Utf8JsonWriter json, FileAnswer answer)
    {
        switch (answer)
        {
            case FolderListing listing: WriteListing(json, listing); break;
            case FileDone done:
                json.Number("count", done.Count);
                json.Number("size", done.Size);
                json.Text("sha256", done.Sha256);
                json.Text("name", done.Name);
                json.Text("pieces", done.Pieces);
                break;
            case FileFailed failed:
                json.WriteString("code", failed.Code);
                json.WriteString("message", failed.Message);
                break;
            case FileProgress progress:
                json.WriteNumber("count", progress.Count);
                json.WriteNumber("size", progress.Size);
                json.WriteString("name", progress.Name);
                break;
            case PutStarted started:
                json.WriteNumber("offset", started.Offset);
                json.WriteString("sha256", started.Sha256);
                json.Text("pieces", started.Pieces);
                break;
            case GetStarted started:
                json.WriteNumber("offset", started.Offset);
                json.WriteString("sha256", started.Sha256);
                json.Number("size", started.Size);
                json.Number("modified", started.Modified);
                json.Text("pieces", started.Pieces);
                break;
            case FileAck ack: json.WriteNumber("offset", ack.Offset); break;
            case PlainHash hash:
                json.WriteString("path", hash.Path);
                json.WriteString("name", hash.Name);
                json.Raw("tag", hash.Tag);
                json.WriteString("hash", hash.Sha384);
                break;
        }
    }

    static void WriteListing(Utf8JsonWriter json, FolderListing listing)
    {
        json.WriteString("path", listing.Path);
        if (listing.Files is null) json.WriteNull("dir");
        else
        {
            json.WriteStartArray("dir");
            foreach (var file in listing.Files) WriteFile(json, file);
            json.WriteEndArray();
        }
        if (listing.End is { } end) json.WriteBoolean("end", end);
        json.Flag("cut", listing.Cut);
    }

    static void WriteFile(Utf8JsonWriter json, ListedFile file)
    {
        json.WriteStartObject();
        json.WriteString("n", file.Name);
        json.WriteNumber("t", (int)file.Kind);
        json.Number("s", file.Kind is FileKind.File ? file.Size : null);
        json.Text("d", file.Modified?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        json.Text("dt", file.Kind is FileKind.Drive ? "FIXED" : null);
        json.Number("f", file.Free);
        json.Number("m", file.Mode);
        json.Text("o", file.Owner);
        json.Text("g", file.Group);
        json.Text("l", file.Link);
        json.WriteEndObject();
    }
}
