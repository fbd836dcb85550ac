namespace MeshEvents.Wire.Relay;

/// <summary>A control message inside a tunnel: JSON text beside the binary session data (spec/relay.md 5). A type we do not know is <see cref="RelayOther"/>.</summary>
public abstract record RelayControl;

/// <summary>
/// Before the protocol number. Sizes in characters. Ours: <see cref="Shell"/>, <see cref="Resume"/> (bytes of output already received), and <see cref="Acks"/>:
/// the person's side will say by <see cref="RelayAck"/> what it has shown, so that pictures do not grow old in buffers on the way.
/// </summary>
public sealed record RelayOptions(int? Columns = null, int? Rows = null, string? Shell = null, long? Resume = null, bool Acks = false) : RelayControl;

/// <summary>Ours, from the person's side of a desktop: <see cref="Bytes"/> of session data were received and shown since the tunnel began.</summary>
public sealed record RelayAck(long Bytes) : RelayControl;

/// <summary>The terminal has a new size, in characters.</summary>
public sealed record RelayTermSize(int Columns, int Rows) : RelayControl;

/// <summary>
/// End of the session. Ours, from the agent: <see cref="Exit"/>, the shell's exit code; <see cref="ByPerson"/>, the person at the device ended it.
/// </summary>
public sealed record RelayClose(int? Exit = null, bool ByPerson = false) : RelayControl;

/// <summary>How far the device has come with asking its person.</summary>
public enum RelayConsentState
{
    Told,
    Asked,
    Given,
    Refused,
    TimedOut,

    /// <summary>Somebody has to be asked, and nobody is there.</summary>
    Nobody,
}

/// <summary>Ours, from the agent, before anything of the session itself. <see cref="Seconds"/>: what is left to answer, when somebody is asked.</summary>
public sealed record RelayConsent(RelayConsentState State, int? Seconds = null) : RelayControl;

/// <summary>Ours, in a TCP session, from either side: this side of the stream is at its end, the other may go on.</summary>
public sealed record RelayEndOfStream : RelayControl;

public sealed record RelayPing : RelayControl;

public sealed record RelayPong : RelayControl;

/// <summary>Sent back as it came, to measure the round trip; <see cref="Time"/> means something only to the sender.</summary>
public sealed record RelayRtt(double Time) : RelayControl;

/// <summary>
/// A sentence shown over the session; null clears it, and so does the end of <see cref="Timeout"/> (milliseconds). Message ids: 1 waiting for consent, 2 denied or error, 0 clear.
/// </summary>
public sealed record RelayConsole(string? Message, int? MessageId = null, int? Timeout = null) : RelayControl;

/// <summary>Ours, from the agent: output goes on at byte <see cref="From"/> of the session; <see cref="Lost"/> bytes before it are gone (architecture 13.7).</summary>
public sealed record RelayResumed(long From, long Lost) : RelayControl;

/// <summary>From the person's side of a desktop: lock the device's screen when this session ends. Ours, from the agent: whether it will.</summary>
public sealed record RelayAutoLock(bool On) : RelayControl;

/// <summary>
/// Ours, from the agent on a desktop, behind each list of displays (spec/desktop-protocol.md 1.1, 11), once for each of several: what the device calls it
/// (empty: nothing), and whether it is the one that panels and new windows go to. <see cref="Id"/> is that of the list.
/// </summary>
public sealed record RelayDisplay(int Id, string Name, bool Primary) : RelayControl;

/// <summary>Ours, both ways on a desktop: this text is in the clipboard of the side that says so. At most <see cref="RelayControlReader.ClipboardLimit"/>.</summary>
public sealed record RelayClipboard(string Text) : RelayControl;

/// <summary>Ours, from the person's side of a desktop: whether they want to hear of the device's clipboard.</summary>
public sealed record RelayClipboardWanted(bool On) : RelayControl;

/// <summary>Well formed, but not a type we use.</summary>
public sealed record RelayOther(string Type) : RelayControl;
