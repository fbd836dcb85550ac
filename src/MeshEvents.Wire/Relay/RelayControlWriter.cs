using System.Text.Json;

namespace MeshEvents.Wire.Relay;

/// <summary>
/// Writes control messages of a tunnel. <c>meshctrl</c> knows them by the exact prefix <c>{"ctrlChannel":"102938","type":"</c>,
/// so the members stand in this order and without blanks (spec/relay.md 5).
/// </summary>
public static class RelayControlWriter
{
    public const string Channel = "102938";

    /// <summary>One text message, UTF-8.</summary>
    public static byte[] Write(RelayControl control) => WireJson.Object(control, static (json, control) =>
    {
        json.WriteString("ctrlChannel", Channel);
        json.WriteString("type", TypeOf(control));
        WriteMembers(json, control);
    });

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
        RelayDisplay => "display",
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
                json.Number("cols", options.Columns);
                json.Number("rows", options.Rows);
                json.Text("shell", options.Shell);
                json.Number("resume", options.Resume);
                json.Flag("acks", options.Acks);
                break;
            case RelayAck ack:
                json.WriteNumber("bytes", ack.Bytes);
                break;
            case RelayTermSize size:
                json.WriteNumber("cols", size.Columns);
                json.WriteNumber("rows", size.Rows);
                break;
            case RelayClose close:
                json.Number("exit", close.Exit);
                json.Text("by", close.ByPerson ? ByPerson : null);
                break;
            case RelayConsent consent:
                json.WriteString("state", WordOf(consent.State));
                json.Number("seconds", consent.Seconds);
                break;
            case RelayRtt rtt:
                json.WriteNumber("time", rtt.Time);
                break;
            case RelayConsole console:
                json.WriteString("msg", console.Message);
                json.Number("msgid", console.MessageId);
                json.Number("timeout", console.Timeout);
                break;
            case RelayClipboard clipboard:
                json.WriteString("data", clipboard.Text);
                break;
            case RelayDisplay display:
                json.WriteNumber("id", display.Id);
                json.WriteString("name", display.Name);
                json.WriteBoolean("primary", display.Primary);
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
