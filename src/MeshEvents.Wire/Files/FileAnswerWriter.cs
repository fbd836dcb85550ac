using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MeshEvents.Wire.Files;

/// <summary>Writes answers as UTF-8 JSON, members without a value left out. They go out as binary messages, so that relays take them for data (spec/desktop-protocol.md 3).</summary>
public static class FileAnswerWriter
{
    static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write(FileAnswer answer)
    {
        var to = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(to, Options))
        {
            json.WriteStartObject();
            if (ActionOf(answer) is { } action) json.WriteString("action", action);
            if (answer is PlainDownloadAnswer download) json.WriteString("sub", download.Sub);
            Raw(json, answer is PlainDownloadAnswer ? "id" : "reqid", answer.RequestId);
            WriteMembers(json, answer);
            json.WriteEndObject();
        }
        return to.WrittenSpan.ToArray();
    }

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
                Number(json, "count", done.Count);
                Number(json, "size", done.Size);
                Text(json, "sha256", done.Sha256);
                Text(json, "name", done.Name);
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
                break;
            case GetStarted started:
                json.WriteNumber("offset", started.Offset);
                json.WriteString("sha256", started.Sha256);
                Number(json, "size", started.Size);
                Number(json, "modified", started.Modified);
                break;
            case FileAck ack: json.WriteNumber("offset", ack.Offset); break;
            case PlainHash hash:
                json.WriteString("path", hash.Path);
                json.WriteString("name", hash.Name);
                Raw(json, "tag", hash.Tag);
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
        if (listing.Cut) json.WriteBoolean("cut", true);
    }

    static void WriteFile(Utf8JsonWriter json, ListedFile file)
    {
        json.WriteStartObject();
        json.WriteString("n", file.Name);
        json.WriteNumber("t", (int)file.Kind);
        if (file.Kind is FileKind.File) json.WriteNumber("s", file.Size);
        Text(json, "d", file.Modified?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        if (file.Kind is FileKind.Drive) json.WriteString("dt", "FIXED");
        Number(json, "f", file.Free);
        Number(json, "m", file.Mode);
        Text(json, "o", file.Owner);
        Text(json, "g", file.Group);
        Text(json, "l", file.Link);
        json.WriteEndObject();
    }

    static void Text(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null) json.WriteString(name, value);
    }

    static void Number(Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } number) json.WriteNumber(name, number);
    }

    static void Raw(Utf8JsonWriter json, string name, string? value)
    {
        if (value is null) return;
        json.WritePropertyName(name);
        json.WriteRawValue(value);
    }
}
