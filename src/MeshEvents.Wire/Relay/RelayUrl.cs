using System.Globalization;
using System.Text;

namespace MeshEvents.Wire.Relay;

/// <summary>
/// The path and query of one side's relay connection (spec/relay.md 2): <c>meshrelay.ashx?[browser=1&amp;]p=…&amp;nodeid=…&amp;id=…&amp;auth=…|rauth=…</c>.
/// <c>auth</c> belongs to the user's side, <c>rauth</c> to the device's. Unknown parameters are ignored.
/// </summary>
public sealed record RelayUrl(string Id, int Protocol, string NodeId, bool Browser = false, string? Auth = null, string? RAuth = null)
{
    public const string Page = "meshrelay.ashx";
    public const int QueryLimit = 8 * 1024, IdLimit = 256, NodeIdLimit = 256, TicketLimit = 4 * 1024;

    const int ParameterLimit = 32;

    /// <summary><c>/meshrelay.ashx?…</c>, or <c>/&lt;domain&gt;/meshrelay.ashx?…</c>.</summary>
    public string ToPathAndQuery(string domain = "")
    {
        var to = new StringBuilder(domain.Length == 0 ? "/" : $"/{Uri.EscapeDataString(domain)}/").Append(Page).Append('?');
        if (Browser) to.Append("browser=1&");
        to.Append(CultureInfo.InvariantCulture, $"p={Protocol}&nodeid={Uri.EscapeDataString(NodeId)}&id={Uri.EscapeDataString(Id)}");
        if (Auth is not null) to.Append("&auth=").Append(Uri.EscapeDataString(Auth));
        if (RAuth is not null) to.Append("&rauth=").Append(Uri.EscapeDataString(RAuth));
        return to.ToString();
    }

    /// <summary>The form of <c>msg/tunnel</c>: <c>*</c> stands for the scheme, host and port of the agent's own server.</summary>
    public string ToTunnelValue(string domain = "") => "*" + ToPathAndQuery(domain);

    /// <summary>Reads a query string, with or without its question mark. The first of several equal names counts.</summary>
    public static bool TryParse(ReadOnlySpan<char> query, out RelayUrl? url, out string reason)
    {
        url = null;
        if (query.Length > QueryLimit) return Fail("the address is too long", out reason);
        if (query.StartsWith("?")) query = query[1..];

        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var range in query.Split('&'))
        {
            var pair = query[range];
            var equals = pair.IndexOf('=');
            if (equals <= 0) continue;
            if (values.Count == ParameterLimit) return Fail("the address has too many parameters", out reason);
            values.TryAdd(pair[..equals].ToString(), Uri.UnescapeDataString(pair[(equals + 1)..]));
        }

        if (!Take("id", IdLimit, out var id) || id.Length == 0) return Fail("id is missing or not an id", out reason);
        if (!Take("nodeid", NodeIdLimit, out var nodeId)) return Fail("nodeid is not an id", out reason);
        if (!Take("auth", TicketLimit, out var auth)) return Fail("auth is not a ticket", out reason);
        if (!Take("rauth", TicketLimit, out var rauth)) return Fail("rauth is not a ticket", out reason);
        var protocol = 0;
        if (values.TryGetValue("p", out var p) && (!int.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture, out protocol) || protocol > ushort.MaxValue))
            return Fail("p is not a protocol number", out reason);

        url = new(id, protocol, nodeId, values.GetValueOrDefault("browser") == "1", auth.Length > 0 ? auth : null, rauth.Length > 0 ? rauth : null);
        reason = "";
        return true;

        bool Take(string name, int limit, out string value)
        {
            value = values.GetValueOrDefault(name, "");
            return value.Length <= limit && !value.Any(c => c is <= ' ' or > '~');
        }
    }

    /// <summary>
    /// The address an agent dials for a tunnel command: <paramref name="value"/> must be <c>*/…</c> and is taken relative to <paramref name="server"/>,
    /// the address of its control channel. A whole address of its own is refused: our server never sends one, and it would let the peer choose the host.
    /// </summary>
    public static bool TryResolve(Uri server, string value, out Uri? address)
    {
        address = null;
        if (value.Length > QueryLimit || !value.StartsWith("*/", StringComparison.Ordinal)) return false;
        var authority = server.GetLeftPart(UriPartial.Authority);
        var escaped = value[1..].Replace("$", "%24", StringComparison.Ordinal).Replace("@", "%40", StringComparison.Ordinal);
        return Uri.TryCreate(authority + escaped, UriKind.Absolute, out address)
            && address.GetLeftPart(UriPartial.Authority) == authority;
    }

    static bool Fail(string why, out string reason)
    {
        reason = why;
        return false;
    }
}
