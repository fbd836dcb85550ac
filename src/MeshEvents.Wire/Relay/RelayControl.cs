namespace MeshEvents.Wire.Relay;

/// <summary>A control message inside a tunnel: JSON text beside the binary session data (spec/relay.md 5). A type we do not know is <see cref="RelayOther"/>.</summary>
public abstract record RelayControl;

/// <summary>Before the protocol number. Sizes in characters; <see cref="Shell"/> and <see cref="Resume"/> (bytes of output already received) are ours.</summary>
public sealed record RelayOptions(int? Columns = null, int? Rows = null, string? Shell = null, long? Resume = null) : RelayControl;

/// <summary>The terminal has a new size, in characters.</summary>
public sealed record RelayTermSize(int Columns, int Rows) : RelayControl;

/// <summary>End of the session. <see cref="Exit"/>: the shell's exit code (ours, from the agent).</summary>
public sealed record RelayClose(int? Exit = null) : RelayControl;

public sealed record RelayPing : RelayControl;

public sealed record RelayPong : RelayControl;

/// <summary>Sent back as it came, to measure the round trip; <see cref="Time"/> means something only to the sender.</summary>
public sealed record RelayRtt(double Time) : RelayControl;

/// <summary>A sentence shown over the session; null clears it. Message ids: 1 waiting for consent, 2 denied or error, 0 clear.</summary>
public sealed record RelayConsole(string? Message, int? MessageId = null) : RelayControl;

/// <summary>Ours, from the agent: output goes on at byte <see cref="From"/> of the session; <see cref="Lost"/> bytes before it are gone (architecture 13.7).</summary>
public sealed record RelayResumed(long From, long Lost) : RelayControl;

/// <summary>Well formed, but not a type we use.</summary>
public sealed record RelayOther(string Type) : RelayControl;
