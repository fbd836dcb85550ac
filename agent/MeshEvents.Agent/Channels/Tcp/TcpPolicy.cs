using System.Globalization;
using System.Net;
using System.Text.Json;
using MeshEvents.Agent.State;

namespace MeshEvents.Agent.Channels.Tcp;

/// <summary>
/// Which ports the server may reach through this device, in <c>policy.json</c> of the agent's state folder: <c>{"tcp":{"allow":["127.0.0.1:*","10.1.0.0/16:22"]}}</c>. No file, or no
/// word about it: everything but link-local addresses and the address of cloud metadata, where machines give away their own credentials. Those need an entry that lies
/// among them. Judged are addresses, never names: what a name means may change between two looks.
/// </summary>
public sealed class TcpPolicy
{
    public static readonly TcpPolicy Everything = new([new(null, null)]);

    static readonly IPNetwork[] guarded = [IPNetwork.Parse("169.254.0.0/16"), IPNetwork.Parse("fe80::/10"), IPNetwork.Parse("fd00:ec2::254/128")];

    readonly IReadOnlyList<Entry> allowed;

    /// <param name="Network">Null: any address.</param>
    /// <param name="Port">Null: any port.</param>
    sealed record Entry(IPNetwork? Network, int? Port);

    TcpPolicy(IReadOnlyList<Entry> allowed) => this.allowed = allowed;

    public bool Allows(IPAddress address, int port)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        var needsName = guarded.Any(g => g.Contains(plain));
        return allowed.Any(e => (e.Port ?? port) == port && (e.Network?.Contains(plain) ?? true) && (!needsName || guarded.Any(g => e.Network is { } n && g.Contains(n.BaseAddress) && n.PrefixLength >= g.PrefixLength)));
    }

    /// <exception cref="AgentRefusal">The file does not say what it means: the agent does not start rather than allow too much.</exception>
    public static TcpPolicy Load(StateFolder folder) =>
        PolicyFile.Load(folder, "tcp", Everything, Read, "\"tcp\" must be an object with \"allow\", a list of texts like \"127.0.0.1:22\", \"10.1.0.0/16:*\" or \"[::1]:443\".");

    internal static TcpPolicy? Read(JsonElement tcp)
    {
        if (tcp.ValueKind != JsonValueKind.Object || !tcp.TryGetProperty("allow", out var allow) || allow.ValueKind != JsonValueKind.Array) return null;
        var entries = allow.EnumerateArray().Select(e => e.ValueKind == JsonValueKind.String ? Parse(e.GetString()!) : null).ToArray();
        return entries.Contains(null) ? null : new([.. entries.OfType<Entry>()]);
    }

    static Entry? Parse(string text)
    {
        var colon = text.LastIndexOf(':');
        if (colon <= 0) return null;
        var (host, portText) = (text[..colon], text[(colon + 1)..]);
        int? port = null;
        if (portText != "*")
        {
            if (!int.TryParse(portText, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is < 1 or > ushort.MaxValue) return null;
            port = number;
        }
        if (host == "*") return new(null, port);
        if (host.StartsWith('[') && host.EndsWith(']')) host = host[1..^1];
        else if (host.Contains(':')) return null;          // which colon would be the port's?
        if (IPAddress.TryParse(host, out var one)) return new(new IPNetwork(one, one.GetAddressBytes().Length * 8), port);
        return IPNetwork.TryParse(host, out var network) ? new(network, port) : null;
    }
}
