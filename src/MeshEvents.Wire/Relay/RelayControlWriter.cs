using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MeshEvents.Wire.Relay;

/// <summary>
/// Writes control messages of a tunnel. <c>meshctrl</c> knows them by the exact prefix <c>{"ctrlChannel":"102938","type":"</c>,
/// so the members stand in this order and without blanks (spec/relay.md 5).
/// </summary>
public static class RelayControlWriter
{
    public const string Channel = "102938";

    static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One text message, UTF-8.</summary>
    public static byte[] Write(RelayControl control)
    {
        var to = new ArrayBufferWriter<byte>(128);
        using (var json = new Utf8JsonWriter(to, Options))
        {
            json.WriteStartObject();
            json.WriteString("ctrlChannel", Channel);
            json.WriteString("type", TypeOf(control));
            WriteMembers(json, control);
            json.WriteEndObject();
        }
        return to.WrittenSpan.ToArray();
    }

    static string TypeOf(RelayControl control) => control switch
    {
        RelayOptions => "options",
        RelayTermSize => "termsize",
        RelayClose => "close",
        RelayEndOfStream => "eof",
        RelayPing => "ping",
        RelayPong => "pong",
        RelayRtt => "rtt",
        RelayConsole => "console",
        RelayResumed => "resumed",
        RelayAck => "ack",
        RelayConsent => "consent",
        RelayAutoLock => "autolock",
        RelayClipboard => "clipboard",
        RelayClipboardWanted => "clipboardwanted",
        RelayOther other => other.Type,
        _ => throw new ArgumentException($"{control.GetType().Name} has no form on the wire.", nameof(control)),
    };

    internal const string ByPerson = "person";

    static string WordOf(RelayConsentState state) => state.ToString().ToLowerInvariant();

    internal static RelayConsentState? StateOf(string? word) => Enum.GetValues<RelayConsentState>().Cast<RelayConsentState?>().FirstOrDefault(s => WordOf(s!.Value) == word);

    static void WriteMembers(Utf8JsonWriter json, RelayControl control)
    {
        switch (control)
        {
            case RelayOptions options:
                if (options.Columns is { } columns) json.WriteNumber("cols", columns);
                if (options.Rows is { } rows) json.WriteNumber("rows", rows);
                if (options.Shell is { } shell) json.WriteString("shell", shell);
                if (options.Resume is { } resume) json.WriteNumber("resume", resume);
                if (options.Acks) json.WriteBoolean("acks", true);
                break;
            case RelayAck ack:
                json.WriteNumber("bytes", ack.Bytes);
                break;
            case RelayTermSize size:
                json.WriteNumber("cols", size.Columns);
                json.WriteNumber("rows", size.Rows);
                break;
            case RelayClose close:
                if (close.Exit is { } exit) json.WriteNumber("exit", exit);
                if (close.ByPerson) json.WriteString("by", ByPerson);
                break;
            case RelayConsent consent:
                json.WriteString("state", WordOf(consent.State));
                if (consent.Seconds is { } seconds) json.WriteNumber("seconds", seconds);
                break;
            case RelayRtt rtt:
                json.WriteNumber("time", rtt.Time);
                break;
            case RelayConsole console:
                json.WriteString("msg", console.Message);
                if (console.MessageId is { } id) json.WriteNumber("msgid", id);
                if (console.Timeout is { } timeout) json.WriteNumber("timeout", timeout);
                break;
            case RelayClipboard clipboard:
                json.WriteString("data", clipboard.Text);
                break;
            case RelayAutoLock locks:
                json.WriteBoolean("value", locks.On);
                break;
            case RelayClipboardWanted wanted:
                json.WriteBoolean("value", wanted.On);
                break;
            case RelayResumed resumed:
                json.WriteNumber("from", resumed.From);
                json.WriteNumber("lost", resumed.Lost);
                break;
        }
    }
}
