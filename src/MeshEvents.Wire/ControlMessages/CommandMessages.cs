using System.Text.Json;
using System.Text.Json.Serialization;

namespace MeshEvents.Wire.ControlMessages;

// Ours, both ways, and only with agents that say AgentCapabilities.SignedCommands in the handshake: a stock agent never meets them.

/// <summary>Server to agent, first of all after it is let in: the key that will sign commands, and the server's clock in milliseconds since 1970.</summary>
/// <param name="Certificate">The agent-server certificate, DER.</param>
/// <param name="Key">SubjectPublicKeyInfo of the command key.</param>
/// <param name="Signature">The agent-server key's, over the command key.</param>
/// <param name="Proof">The command key's, over this connection and the time (<see cref="Commands.CommandSignatures.SignTime"/>).</param>
public sealed record CommandKey(
    [property: JsonPropertyName("certificate")] byte[] Certificate,
    [property: JsonPropertyName("key")] byte[] Key,
    [property: JsonPropertyName("signature")] byte[] Signature,
    [property: JsonPropertyName("time")] long Time,
    [property: JsonPropertyName("proof")] byte[] Proof) : ControlMessage("meshcommandkey");

/// <summary>Server to agent: do this. <c>body</c> is a <see cref="Commands.CommandBody"/>.</summary>
public sealed record SignedCommand([property: JsonPropertyName("body")] byte[] Body, [property: JsonPropertyName("signature")] byte[] Signature) : ControlMessage("meshcommand");

/// <summary>Agent to server, when it has the key: the commands it still works on. What it has to say of earlier ones comes before.</summary>
public sealed record CommandsRunning([property: JsonPropertyName("ids")] IReadOnlyList<Guid> Ids) : ControlMessage("meshcommandsrunning");

/// <summary>Agent to server: a piece of what a program writes. Sent again after a broken connection until it is acknowledged.</summary>
public sealed record CommandPiece(
    [property: JsonPropertyName("id")] Guid Id,
    [property: JsonPropertyName("number")] int Number,
    [property: JsonPropertyName("error")] bool Error,
    [property: JsonPropertyName("data")] byte[] Data) : ControlMessage("meshcommandpiece")
{
    public const int SizeLimit = 64 << 10;
}

/// <summary>Agent to server: how a command ended, <c>done</c>, <c>refused</c> or <c>failed</c>. Sent again until it is acknowledged.</summary>
public sealed record CommandEnded(
    [property: JsonPropertyName("id")] Guid Id,
    [property: JsonPropertyName("end")] string End,
    [property: JsonPropertyName("why")] string? Why,
    [property: JsonPropertyName("result")] JsonElement? Result) : ControlMessage("meshcommandended")
{
    public const string Done = "done", Refused = "refused", Failed = "failed";
    public const int ResultLimit = 1 << 20;
}

/// <summary>Server to agent: this piece, or the end (<see cref="End"/>), is committed.</summary>
public sealed record CommandTaken([property: JsonPropertyName("id")] Guid Id, [property: JsonPropertyName("number")] int Number) : ControlMessage("meshcommandtaken")
{
    public const int End = -1;
}

/// <summary>Agent to server: lines of its journal, in order. Without lines: only how far it goes.</summary>
/// <param name="From">Number of the first line; the first of all is 1.</param>
/// <param name="Count">How many the journal has.</param>
/// <param name="Head">SHA-256 of the last one, in hexadecimal digits; empty when there is none.</param>
public sealed record JournalLines(
    [property: JsonPropertyName("from")] long From,
    [property: JsonPropertyName("lines")] IReadOnlyList<string> Lines,
    [property: JsonPropertyName("count")] long Count,
    [property: JsonPropertyName("head")] string Head) : ControlMessage("meshjournal")
{
    /// <summary>Lines in one message; UTF-16 units of one line.</summary>
    public const int MostLines = 200, LineLimit = 2048;
}

/// <summary>Server to agent: so many lines of the journal are kept here; the next may come.</summary>
public sealed record JournalKept([property: JsonPropertyName("count")] long Count) : ControlMessage("meshjournalkept");
