using System.Text.Json;

namespace MeshEvents.Wire.ControlMessages;

/// <summary>The members of our own messages about commands; null when one that is needed is missing or too long.</summary>
static class CommandMembers
{
    const int KeyLimit = 16 << 10, SignatureLimit = 1024, RunningLimit = 4096, WhyLimit = 500;

    public static ControlMessage? Read(string action, JsonElement root) => action switch
    {
        "meshcommandkey" => Key(root),
        "meshcommand" => root.Bytes("body", Commands.CommandBody.SizeLimit) is { } body && root.Bytes("signature", SignatureLimit) is { } signature ? new SignedCommand(body, signature) : null,
        "meshcommandsrunning" => Running(root),
        "meshcommandpiece" => root.Guid("id") is { } id && Int(root, "number") is >= 0 and var number && root.Bytes("data", CommandPiece.SizeLimit) is { } data ? new CommandPiece(id, number, root.True("error"), data) : null,
        "meshcommandended" => Ended(root),
        "meshcommandtaken" => root.Guid("id") is { } id && Int(root, "number") is { } number ? new CommandTaken(id, number) : null,
        "meshjournal" => Lines(root),
        "meshjournalkept" => root.Number("count") is >= 0 and var count ? new JournalKept(count) : null,
        _ => null,
    };

    static CommandKey? Key(JsonElement root) =>
        root.Bytes("certificate", KeyLimit) is { } certificate && root.Bytes("key", KeyLimit) is { } key && root.Bytes("signature", SignatureLimit) is { } signature && root.Number("time") is { } time
        && root.Bytes("proof", SignatureLimit) is { } proof
            ? new(certificate, key, signature, time, proof)
            : null;

    static CommandsRunning? Running(JsonElement root)
    {
        if (!root.TryGetProperty("ids", out var ids) || ids.ValueKind != JsonValueKind.Array || ids.GetArrayLength() > RunningLimit) return null;
        var read = new List<Guid>();
        foreach (var one in ids.EnumerateArray())
        {
            if (one.ValueKind != JsonValueKind.String || !one.TryGetGuid(out var id)) return null;
            read.Add(id);
        }
        return new(read);
    }

    static CommandEnded? Ended(JsonElement root)
    {
        if (root.Guid("id") is not { } id || root.Text("end", TextLimits.Name) is not { } end || end is not (CommandEnded.Done or CommandEnded.Refused or CommandEnded.Failed)) return null;
        var result = root.Object("result");
        // a result that is too large is not cut, it would be no JSON any more
        return result is { } json && System.Text.Encoding.UTF8.GetByteCount(json.GetRawText()) > CommandEnded.ResultLimit ? null : new(id, end, root.Text("why", WhyLimit), result?.Clone());
    }

    static JournalLines? Lines(JsonElement root)
    {
        if (root.Number("from") is not (>= 1 and var from) || root.Number("count") is not (>= 0 and var count) || root.Text("head", 64) is not { } head) return null;
        if (!root.TryGetProperty("lines", out var lines) || lines.ValueKind != JsonValueKind.Array || lines.GetArrayLength() > JournalLines.MostLines) return null;
        var read = new List<string>();
        foreach (var line in lines.EnumerateArray())
        {
            // a cut line would no longer be what was hashed
            if (line.AsText(JournalLines.LineLimit + 1) is not { Length: <= JournalLines.LineLimit } text) return null;
            read.Add(text);
        }
        return new(from, read, count, head);
    }

    static int? Int(JsonElement from, string name) => from.Number(name) is >= int.MinValue and <= int.MaxValue and var number ? (int)number : null;

    static byte[]? Bytes(this JsonElement from, string name, int limit) =>
        from.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String && member.TryGetBytesFromBase64(out var bytes) && bytes.Length <= limit ? bytes : null;
}
