using System.Globalization;
using System.Text.Json;

namespace MeshEvents.Wire.Files;

/// <summary>
/// Reads all that the device answers to a program at the person's side: what <see cref="FileAnswerReader"/> knows, and listings, acknowledgements, progress and
/// hashes. A name that is none (empty, <c>.</c>, <c>..</c>, with a slash or NUL in it) breaks the listing: the device must not choose where we write. Never throws.
/// </summary>
public static class FileReportReader
{
    static readonly JsonDocumentOptions Options = new() { MaxDepth = FileLimits.Depth };

    public static Reading Read(ReadOnlyMemory<byte> json, out FileAnswer? answer)
    {
        var known = FileAnswerReader.Read(json, out answer);
        if (known != Reading.Unknown) return known;
        try
        {
            using var document = JsonDocument.Parse(json, Options);
            var root = document.RootElement;
            var id = FileMembers.Id(root, "reqid");
            switch (FileMembers.Text(root, "action", FileLimits.Id))
            {
                case "ack": answer = FileMembers.Size(root, "offset") is { } offset ? new FileAck(id, offset) : null; break;
                case "progress":
                    answer = FileMembers.Size(root, "count") is { } count && FileMembers.Size(root, "size") is { } size && FileMembers.Name(root, "name") is { } at ? new FileProgress(id, count, size, at) : null;
                    break;
                case "uploadhash": answer = Hash(id, root); break;
                case null when root.TryGetProperty("dir", out var entries): answer = Listing(id, root, entries); break;
                default: return Reading.Unknown;
            }
            return answer is null ? Reading.Broken : Reading.Done;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return Reading.Broken;
        }
    }

    static PlainHash? Hash(string? id, JsonElement root)
    {
        if (FileMembers.Text(root, "path", FileLimits.Path) is not { } path || FileMembers.Name(root, "name") is not { } name || !root.TryGetProperty("hash", out var member)) return null;
        if (member.ValueKind == JsonValueKind.Null) return new(id, path, name, null, null);
        return FileMembers.Text(root, "hash", 96) is { Length: 96 } hash && hash.All(char.IsAsciiHexDigit) ? new(id, path, name, null, hash) : null;
    }

    static FolderListing? Listing(string? id, JsonElement root, JsonElement entries)
    {
        if (FileMembers.Text(root, "path", FileLimits.Path) is not { } path) return null;
        bool? end = root.TryGetProperty("end", out var last) && last.ValueKind is JsonValueKind.True or JsonValueKind.False ? last.GetBoolean() : null;
        if (entries.ValueKind == JsonValueKind.Null) return new(id, path, null, end);
        if (entries.ValueKind != JsonValueKind.Array || entries.GetArrayLength() > FileLimits.WholeListing) return null;
        var files = new List<ListedFile>(entries.GetArrayLength());
        foreach (var entry in entries.EnumerateArray())
        {
            if (entry.ValueKind != JsonValueKind.Object || Entry(entry) is not { } file) return null;
            files.Add(file);
        }
        return new(id, path, files, end, FileMembers.True(root, "cut"));
    }

    static ListedFile? Entry(JsonElement entry)
    {
        if (FileMembers.Name(entry, "n") is not { } name || FileMembers.Size(entry, "t") is not { } kind || !Enum.IsDefined((FileKind)kind)) return null;
        if ((FileKind)kind != FileKind.Drive && !IsName(name)) return null;
        DateTimeOffset? modified = FileMembers.Text(entry, "d", 40) is { } text && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;
        return new(name, (FileKind)kind, FileMembers.Size(entry, "s") ?? 0, modified, FileMembers.Size(entry, "m") is { } mode and <= 0xFFF ? (int)mode : null,
            Link: FileMembers.Text(entry, "l", FileLimits.Path));
    }

    /// <summary>One name in a folder; a backslash may stand in those of Unix.</summary>
    public static bool IsName(string name) => name.Length > 0 && name is not ("." or "..") && !name.AsSpan().ContainsAny('/', '\0');
}
