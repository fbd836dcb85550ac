using System.Text.Json;
using MeshEvents.Wire.ControlMessages;

namespace MeshEvents.Wire.Relay;

/// <summary>Reads a text message of a tunnel (spec/relay.md 4 and 5). Never throws.</summary>
public static class RelayControlReader
{
    /// <summary>Bytes of a message, characters of a text in it, columns or rows of a terminal.</summary>
    public const int SizeLimit = 64 * 1024, TextLimit = 4096, TerminalLimit = 1000;

    /// <summary>UTF-16 units of a clipboard's text, and bytes of the message that brings it: most of JSON's escapes are shorter than this allows for.</summary>
    public const int ClipboardLimit = 256 * 1024, ClipboardSizeLimit = 2 * 1024 * 1024;

    static readonly JsonDocumentOptions Options = new() { MaxDepth = 16 };

    /// <summary>
    /// <paramref name="inStart"/>: the protocol number has not been seen yet; then any object is taken for options, as MeshCentral's browser leaves out <c>ctrlChannel</c> there.
    /// Later an object without <c>"ctrlChannel":"102938"</c> (text or number) is <see cref="Reading.Unknown"/>.
    /// </summary>
    public static Reading Read(ReadOnlyMemory<byte> text, bool inStart, out RelayControl? control, out string reason)
    {
        control = null;
        reason = "";
        if (text.Length > (inStart ? SizeLimit : ClipboardSizeLimit)) return Broken("the control message is too long", out reason);
        try
        {
            using var document = JsonDocument.Parse(text, Options);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) return Broken("the control message is not an object", out reason);

            var marked = root.Text("ctrlChannel", 16) == RelayControlWriter.Channel || root.Number("ctrlChannel") == 102938;
            if (!marked && !inStart) return Reading.Unknown;
            var type = root.Text("type", TextLimits.Name) ?? (inStart ? "options" : "");
            if (text.Length > SizeLimit && type != "clipboard") return Broken("the control message is too long", out reason);
            control = Typed(type, root);
            return control is null ? Broken($"{type} lacks a member it needs", out reason) : Reading.Done;
        }
        catch (JsonException)
        {
            return Broken("the control message is not JSON", out reason);
        }
        catch (InvalidOperationException)   // a member's name is no Unicode text
        {
            return Broken("the control message is not Unicode text", out reason);
        }
    }

    static RelayControl? Typed(string type, JsonElement root) => type switch
    {
        "options" => new RelayOptions(Side(root, "cols"), Side(root, "rows"), root.Text("shell", TextLimits.Name), root.Number("resume") is { } n and >= 0 ? n : null,
            root.TryGetProperty("acks", out var acks) && acks.ValueKind == JsonValueKind.True),
        "ack" => root.Number("bytes") is { } bytes and >= 0 ? new RelayAck(bytes) : null,
        "termsize" => Side(root, "cols") is { } columns && Side(root, "rows") is { } rows ? new RelayTermSize(columns, rows) : null,
        "close" => new RelayClose(root.Number("exit") is { } exit and >= int.MinValue and <= int.MaxValue ? (int)exit : null, root.Text("by", TextLimits.Name) == RelayControlWriter.ByPerson),
        "consent" => RelayControlWriter.StateOf(root.Text("state", TextLimits.Name)) is { } state ? new RelayConsent(state, root.Number("seconds") is { } left and >= 0 and <= 3600 ? (int)left : null) : null,
        "clipboard" => root.Text("data", ClipboardLimit + 1) is { Length: <= ClipboardLimit } data ? new RelayClipboard(data) : null,
        "autolock" => new RelayAutoLock(root.True("value")),
        "clipboardwanted" => new RelayClipboardWanted(root.True("value")),
        "display" => root.Number("id") is { } display and >= 0 and <= ushort.MaxValue ? new RelayDisplay((int)display, root.Text("name", TextLimits.Name) ?? "", root.True("primary")) : null,
        "eof" => new RelayEndOfStream(),
        "ping" => new RelayPing(),
        "pong" => new RelayPong(),
        "rtt" => root.TryGetProperty("time", out var time) && time.ValueKind == JsonValueKind.Number && time.TryGetDouble(out var value) && double.IsFinite(value) ? new RelayRtt(value) : null,
        "console" => new RelayConsole(root.Text("msg", TextLimit), root.Number("msgid") is { } id and >= 0 and <= int.MaxValue ? (int)id : null, root.Number("timeout") is { } timeout and > 0 and <= 600_000 ? (int)timeout : null),
        "resumed" => root.Number("from") is { } from and >= 0 && root.Number("lost") is { } lost and >= 0 ? new RelayResumed(from, lost) : null,
        _ => new RelayOther(type),
    };

    static int? Side(JsonElement root, string name) => root.Number(name) is { } n and >= 1 and <= TerminalLimit ? (int)n : null;

    static Reading Broken(string why, out string reason)
    {
        reason = why;
        return Reading.Broken;
    }
}
