using System.Text.Json;
using System.Text.Json.Serialization;

namespace MeshEvents.Wire.ControlMessages;

/// <summary>
/// One JSON message of the control channel after authentication (spec/agent-commands.md 3). Texts in it come from the other end:
/// the reader caps their length, making them fit for storage and screens is the receiver's duty.
/// </summary>
public abstract record ControlMessage([property: JsonPropertyName("action"), JsonPropertyOrder(-2)] string Action);

/// <summary>Agent to server: what runs there and what it can do. <c>caps</c> are the bits of <c>AgentCapabilities</c>; <c>lastbootuptime</c> is milliseconds since 1970.</summary>
public sealed record CoreInfo(
    [property: JsonPropertyName("value")] string Value,
    [property: JsonPropertyName("caps")] uint Caps,
    [property: JsonPropertyName("osdesc")] string? OsDescription = null,
    [property: JsonPropertyName("root")] bool Root = false,
    [property: JsonPropertyName("lastbootuptime")] long? LastBootUpTime = null,
    [property: JsonPropertyName("users")] IReadOnlyList<string>? Users = null,
    [property: JsonPropertyName("meshevents")] MeshEventsFeatures? MeshEvents = null) : ControlMessage("coreinfo");

/// <summary>What the person at the device is told (0x1 desktop, 0x2 terminal, 0x4 files) or asked (0x8, 0x10, 0x20), and the bar that says who is there (spec/agent-commands.md 3.2).</summary>
[Flags]
public enum ConsentBits : uint
{
    None = 0,
    TellDesktop = 0x1,
    TellTerminal = 0x2,
    TellFiles = 0x4,
    AskDesktop = 0x8,
    AskTerminal = 0x10,
    AskFiles = 0x20,
    Bar = 0x40,
    Every = 0x7F,
}

/// <summary>What our own agent adds to <c>coreinfo</c>; a stock agent has no such member. Features: <c>terminal</c>, <c>terminal-resume</c>, <c>files</c>, <c>files-resume</c>, and <c>action:</c> with
/// the name of each action. <c>consent</c>: the least that the person at the device is asked and told, whatever the server says (<see cref="ConsentBits"/>).</summary>
public sealed record MeshEventsFeatures(
    [property: JsonPropertyName("version")] string Version,
    [property: JsonPropertyName("features")] IReadOnlyList<string> Features,
    [property: JsonPropertyName("shells")] IReadOnlyList<string> Shells,
    [property: JsonPropertyName("consent")] uint? Consent = null)
{
    public const string Action = "action:";
}

/// <summary>Agent to server: the addresses of each network interface, by its name.</summary>
public sealed record NetInfo([property: JsonPropertyName("netif2")] IReadOnlyDictionary<string, IReadOnlyList<NetworkAddress>> Interfaces) : ControlMessage("netinfo");

/// <summary>One address of an interface. <c>type</c>: ethernet, wireless, loopback or other; <c>status</c>: up or down; <c>speed</c> in bits per second.</summary>
public sealed record NetworkAddress(
    [property: JsonPropertyName("address")] string Address,
    [property: JsonPropertyName("family")] string Family,
    [property: JsonPropertyName("netmask")] string? Netmask = null,
    [property: JsonPropertyName("mac")] string? Mac = null,
    [property: JsonPropertyName("type")] string? Type = null,
    [property: JsonPropertyName("status")] string? Status = null,
    [property: JsonPropertyName("gateway")] string? Gateway = null,
    [property: JsonPropertyName("speed")] long? Speed = null);

/// <summary>Agent to server: the hardware, and a hash over it by which the server says what it already has.</summary>
public sealed record SysInfo([property: JsonPropertyName("data")] SysInfoData Data) : ControlMessage("sysinfo");

/// <summary><c>hardware</c> is an object that the server keeps as it is, at most as large as the message.</summary>
public sealed record SysInfoData([property: JsonPropertyName("hardware")] JsonElement Hardware, [property: JsonPropertyName("hash")] string Hash);

/// <summary>Server to agent: send <c>sysinfo</c> if its hash is not this one. Null: the server has none.</summary>
public sealed record SysInfoRequest([property: JsonPropertyName("hash")] string? Hash) : ControlMessage("sysinfo");

/// <summary>Agent to server: which hash of <c>sysinfo</c> do you have?</summary>
public sealed record SysInfoCheck() : ControlMessage("sysinfocheck");

/// <summary>Agent to server: the name to show instead of the host name; the only JSON before authentication.</summary>
public sealed record AgentName([property: JsonPropertyName("value")] string Value) : ControlMessage("agentName");

public sealed record Ping() : ControlMessage("ping");

public sealed record Pong() : ControlMessage("pong");

/// <summary>
/// Server to agent: open a relay connection (spec/relay.md 1). <c>usage</c> is the protocol number, <c>rights</c> the 32 bits of the person on this device.
/// <c>consent</c> are <see cref="ConsentBits"/>. <c>session</c>, <c>continues</c> and <c>reason</c> (why the person asks) are ours: the session the tunnel belongs to, and the one whose shell it takes over (architecture 13.7).
/// <c>tcpport</c> and <c>tcpaddr</c>: the tunnel is one TCP connection from the agent (spec/relay.md 7); a port that is none makes the message broken.
/// </summary>
public sealed record OpenTunnel(
    [property: JsonPropertyName("value")] string Value,
    [property: JsonPropertyName("usage")] int Usage,
    [property: JsonPropertyName("rights")] uint Rights = 0,
    [property: JsonPropertyName("servertlshash")] string? ServerTlsHash = null,
    [property: JsonPropertyName("userid")] string? UserId = null,
    [property: JsonPropertyName("username")] string? UserName = null,
    [property: JsonPropertyName("sessionid")] string? SessionId = null,
    [property: JsonPropertyName("session")] Guid? Session = null,
    [property: JsonPropertyName("continues")] Guid? Continues = null,
    [property: JsonPropertyName("consent")] uint Consent = 0,
    [property: JsonPropertyName("realname")] string? RealName = null,
    [property: JsonPropertyName("soptions")] TunnelOptions? Options = null,
    [property: JsonPropertyName("reason")] string? Reason = null,
    [property: JsonPropertyName("tcpport")] int? TcpPort = null,
    [property: JsonPropertyName("tcpaddr")] string? TcpAddress = null) : ControlMessage("msg")
{
    [JsonPropertyName("type"), JsonPropertyOrder(-1)]
    public string Type => "tunnel";
}

/// <summary>How the person at the device is asked. Seconds.</summary>
public sealed record TunnelOptions([property: JsonPropertyName("consentTimeout")] int? ConsentTimeout = null);
