using System.Text.Json;

namespace MeshEvents.Wire.ControlMessages;

/// <summary>The members of the actions that have some; null when one that is needed is missing.</summary>
static class ControlMembers
{
    public static CoreInfo CoreInfo(JsonElement root) => new(
        Value: root.Text("value", TextLimits.Line) ?? "",
        Caps: (uint)(root.Number("caps") is { } caps and >= 0 and <= uint.MaxValue ? caps : 0),
        OsDescription: root.Text("osdesc", TextLimits.Line),
        Root: root.True("root"),
        LastBootUpTime: root.Number("lastbootuptime"),
        Users: root.Texts("users", TextLimits.Users, TextLimits.Name),
        MeshEvents: root.Object("meshevents") is { } own ? Features(own) : null);

    static uint? Bits(JsonElement from, string name) => from.Number(name) is { } bits and >= 0 and <= uint.MaxValue ? (uint)bits : null;

    static MeshEventsFeatures Features(JsonElement own) => new(
        own.Text("version", TextLimits.Name) ?? "",
        own.Texts("features", TextLimits.Shells, TextLimits.Name) ?? [],
        own.Texts("shells", TextLimits.Shells, TextLimits.Name) ?? [],
        Bits(own, "consent"));

    public static NetInfo? NetInfo(JsonElement root)
    {
        if (root.Object("netif2") is not { } interfaces) return null;
        var read = new Dictionary<string, IReadOnlyList<NetworkAddress>>(StringComparer.Ordinal);
        foreach (var one in interfaces.EnumerateObject())
        {
            if (read.Count == TextLimits.Interfaces) break;
            if (one.Value.ValueKind != JsonValueKind.Array) continue;
            read[JsonMembers.Cut(one.Name, TextLimits.Name)] = [.. one.Value.EnumerateArray().Select(Address).OfType<NetworkAddress>().Take(TextLimits.AddressesEach)];
        }
        return new(read);
    }

    static NetworkAddress? Address(JsonElement of) => of.ValueKind != JsonValueKind.Object ? null : new(
        Address: of.Text("address", TextLimits.Name) ?? "",
        Family: of.Text("family", TextLimits.Name) ?? "",
        Netmask: of.Text("netmask", TextLimits.Name),
        Mac: of.Text("mac", TextLimits.Name),
        Type: of.Text("type", TextLimits.Name),
        Status: of.Text("status", TextLimits.Name),
        Gateway: of.Text("gateway", TextLimits.Name),
        Speed: of.Number("speed"));

    // the same action both ways: with data it is the agent's answer, without it the server's question
    public static ControlMessage? SysInfo(JsonElement root)
    {
        if (!root.TryGetProperty("data", out var data)) return new SysInfoRequest(root.Text("hash", TextLimits.Name));
        return data.ValueKind == JsonValueKind.Object && data.Object("hardware") is { } hardware && data.Text("hash", TextLimits.Name) is { } hash
            ? new SysInfo(new(hardware.Clone(), hash))
            : null;
    }

    public static OpenTunnel? OpenTunnel(JsonElement root)
    {
        if (root.Text("value", TextLimits.Address) is not { Length: > 0 } value) return null;
        var port = root.Number("tcpport");
        if (port is < 1 or > ushort.MaxValue || root.TryGetProperty("tcpport", out var given) && given.ValueKind != JsonValueKind.Null && port is null) return null;
        return new(value,
            Usage: (int)(root.Number("usage") is { } usage and >= 0 and <= ushort.MaxValue ? usage : 0),
            Rights: (uint)(root.Number("rights") is { } rights and >= 0 and <= uint.MaxValue ? rights : 0),
            ServerTlsHash: root.Text("servertlshash", TextLimits.Name),
            UserId: root.Text("userid", TextLimits.Name),
            UserName: root.Text("username", TextLimits.Name),
            SessionId: root.Text("sessionid", TextLimits.Name),
            Session: root.Guid("session"),
            Continues: root.Guid("continues"),
            Consent: Bits(root, "consent") ?? 0,
            RealName: root.Text("realname", TextLimits.Name),
            Options: root.Object("soptions") is { } options ? new(options.Number("consentTimeout") is { } seconds and > 0 and <= 3600 ? (int)seconds : null) : null,
            Reason: root.Text("reason", TextLimits.Line),
            TcpPort: (int?)port,
            TcpAddress: root.Text("tcpaddr", TextLimits.Name));
    }
}
