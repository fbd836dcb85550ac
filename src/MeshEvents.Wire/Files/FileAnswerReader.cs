using System.Text.Json;

namespace MeshEvents.Wire.Files;

/// <summary>Reads those answers by which one knows what became of a request: done, failed, a transfer's start. Others are <see cref="Reading.Unknown"/>. Never throws.</summary>
public static class FileAnswerReader
{
    static readonly JsonDocumentOptions Options = new() { MaxDepth = FileLimits.Depth };

    public static Reading Read(ReadOnlyMemory<byte> json, out FileAnswer? answer)
    {
        answer = null;
        if (json.Length > FileLimits.Json) return Reading.Broken;
        try
        {
            using var document = JsonDocument.Parse(json, Options);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) return Reading.Broken;
            var id = FileMembers.Id(root, "reqid");
            switch (FileMembers.Text(root, "action", FileLimits.Id))
            {
                case "done":
                    answer = new FileDone(id, FileMembers.Size(root, "count"), FileMembers.Size(root, "size"), FileMembers.Text(root, "sha256", 64), FileMembers.Name(root, "name"),
                        FileMembers.Text(root, "pieces", 64));
                    break;
                case "failed":
                    answer = FileMembers.Text(root, "code", FileLimits.Id) is { } code && FileMembers.Text(root, "message", FileLimits.Sentence) is { } sentence
                        ? new FileFailed(id, code, sentence) : null;
                    break;
                case "putstart" when Start(root) is var (offset, hash): answer = new PutStarted(id, offset, hash, FileMembers.Text(root, "pieces", 64)); break;
                case "getstart" when Start(root) is var (offset, hash):
                    answer = new GetStarted(id, offset, hash, FileMembers.Size(root, "size"), FileMembers.Size(root, "modified"), FileMembers.Text(root, "pieces", 64));
                    break;
                case "uploadstart" or "uploaderror" or "uploaddone" or "uploadcancel": answer = new PlainUploadAnswer(id, FileMembers.Text(root, "action", FileLimits.Id)!); break;
                case "download": answer = FileMembers.Text(root, "sub", FileLimits.Id) is { } sub ? new PlainDownloadAnswer(FileMembers.Id(root, "id"), sub) : null; break;
                case "putstart" or "getstart": break;
                default: return Reading.Unknown;
            }
            return answer is null ? Reading.Broken : Reading.Done;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)      // not JSON, or text that is no Unicode
        {
            return Reading.Broken;
        }
    }

    static (long, string)? Start(JsonElement root) =>
        FileMembers.Size(root, "offset") is { } offset && FileMembers.Text(root, "sha256", 64) is { } hash ? (offset, hash) : null;
}
