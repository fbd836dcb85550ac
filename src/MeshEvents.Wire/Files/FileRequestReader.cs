using System.Text.Json;

namespace MeshEvents.Wire.Files;

/// <summary>Reads a request of a files tunnel. A path that is too long is broken and never cut: it would be another path. Never throws.</summary>
public static class FileRequestReader
{
    static readonly JsonDocumentOptions Options = new() { MaxDepth = FileLimits.Depth };

    /// <summary>Whether a message is JSON; else it is data (spec/desktop-protocol.md 3.1). Text or binary does not matter.</summary>
    public static bool IsJson(ReadOnlySpan<byte> message) => !message.IsEmpty && message[0] == (byte)'{';

    public static Reading Read(ReadOnlyMemory<byte> json, out FileRequest? request, out string reason)
    {
        request = null;
        reason = "";
        if (json.Length > FileLimits.Json) return Broken("the request is too long", out reason);
        try
        {
            using var document = JsonDocument.Parse(json, Options);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) return Broken("the request is not an object", out reason);
            if (FileMembers.Text(root, "action", FileLimits.Id) is not { } action) return Broken("the request has no action", out reason);
            var reading = Typed(action, root, out request);
            if (reading == Reading.Broken) reason = $"{action} lacks a member it needs, or one is too long";
            if (reading == Reading.Unknown) reason = action;
            return reading;
        }
        catch (JsonException)
        {
            return Broken("the request is not JSON", out reason);
        }
        catch (InvalidOperationException)   // a text or a name in it is no Unicode
        {
            return Broken("the request is not Unicode text", out reason);
        }
    }

    static Reading Typed(string action, JsonElement root, out FileRequest? request)
    {
        var id = FileMembers.Id(root, "reqid");
        var path = FileMembers.Text(root, "path", FileLimits.Path);
        var name = FileMembers.Name(root, "name");
        switch (action)
        {
            case "ls": request = path is null ? null : new ListFolder(id, path, FileMembers.True(root, "pages")); break;
            case "stat": request = path is null ? null : new LookAt(id, path); break;
            case "mkdir": request = path is null ? null : new MakeFolder(id, path); break;
            case "rm": request = path is not null && FileMembers.Names(root, "delfiles") is { } gone ? new RemoveFiles(id, path, gone, FileMembers.True(root, "rec")) : null; break;
            case "rename":
                request = path is not null && FileMembers.Name(root, "oldname") is { } from && FileMembers.Name(root, "newname") is { } to ? new RenameFile(id, path, from, to) : null;
                break;
            case "copy" or "move": request = Copy(id, root, action == "move"); break;
            case "uploadhash": request = path is not null && name is not null ? new HashFile(id, path, name, FileMembers.Id(root, "tag")) : null; break;
            case "upload":
                request = path is not null && name is not null ? new PlainUpload(id, path, name, FileMembers.Size(root, "size") ?? 0, FileMembers.True(root, "append")) : null;
                break;
            case "uploaddone" or "uploadcancel": request = new PlainUploadEnd(id, action == "uploadcancel"); break;
            case "download": request = Download(root, path); break;
            case "put": request = Put(root, path, name); break;
            case "putdone": request = Done(root); break;
            case "get": request = Get(root, path); break;
            case "ack": request = Number(root) is { } taken && FileMembers.Size(root, "offset") is { } offset ? new ChunkTaken(taken, offset) : null; break;
            case "cancel": request = new CancelRequest(id); break;
            default: request = null; return Reading.Unknown;
        }
        return request is null ? Reading.Broken : Reading.Done;
    }

    static CopyFiles? Copy(string? id, JsonElement root, bool move) =>
        FileMembers.Text(root, "scpath", FileLimits.Path) is { } from && FileMembers.Text(root, "dspath", FileLimits.Path) is { } to && FileMembers.Names(root, "names") is { } names
            && Conflict(root) is { } conflict ? new(id, from, to, names, move, conflict) : null;

    static PlainDownload? Download(JsonElement root, string? path) =>
        FileMembers.Text(root, "sub", FileLimits.Id) is { } sub && (sub != "start" || path is not null) ? new(FileMembers.Id(root, "id"), sub, path) : null;

    static PutFile? Put(JsonElement root, string? path, string? name) =>
        Number(root) is { } number && path is not null && name is not null && FileMembers.Size(root, "size") is { } size && Conflict(root) is { } conflict
            && Guid.TryParseExact(FileMembers.Text(root, "transfer", 36), "D", out var transfer)
            ? new(number, transfer, path, name, size, FileMembers.Size(root, "modified"), conflict, FileMembers.True(root, "restart"), Mode(root),
                FileMembers.True(root, "pieces")) : null;

    static PutDone? Done(JsonElement root)
    {
        var (sha256, pieces) = (Hash(root, "sha256"), Hash(root, "pieces"));
        return Number(root) is { } number && (sha256 ?? pieces) is not null ? new(number, sha256, pieces) : null;
    }

    static GetFiles? Get(JsonElement root, string? path)
    {
        var zip = FileMembers.True(root, "zip");
        if (Number(root) is not { } number || path is null) return null;
        var names = zip ? FileMembers.Names(root, "names") : [];
        return names is null || zip && names.Count == 0 ? null : new(number, path, names, zip, FileMembers.Size(root, "offset") ?? 0, FileMembers.True(root, "pieces"));
    }

    static int? Mode(JsonElement root) => FileMembers.Size(root, "mode") is { } mode and <= FileLimits.Mode ? (int)mode : null;

    static uint? Number(JsonElement root) => FileMembers.Size(root, "reqid") is { } n and <= uint.MaxValue ? (uint)n : null;

    static string? Hash(JsonElement root, string name) => FileMembers.Text(root, name, 64) is { Length: 64 } hash && hash.All(char.IsAsciiHexDigitLower) ? hash : null;

    static OnConflict? Conflict(JsonElement root) => FileMembers.Text(root, "conflict", FileLimits.Id) switch
    {
        null or "fail" => OnConflict.Fail,
        "replace" => OnConflict.Replace,
        "keep" => OnConflict.KeepBoth,
        "skip" => OnConflict.Skip,
        _ => null,
    };

    static Reading Broken(string why, out string reason)
    {
        reason = why;
        return Reading.Broken;
    }
}
