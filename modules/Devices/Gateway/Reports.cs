using System.Globalization;
using System.Text.Json;
using MeshEvents.Contracts.Devices;
using MeshEvents.Devices.Features;
using MeshEvents.Devices.Views;
using MeshEvents.Kernel;
using MeshEvents.Wire.AgentHandshake;
using MeshEvents.Wire.ControlMessages;

namespace MeshEvents.Devices.Gateway;

/// <summary>An agent's reports as flat fields, each cleaned and short: text from outside is data.</summary>
static class Reports
{
    public const int MostFields = 500, MostName = 100, MostValue = 500, MostDepth = 6;

    public static ReportInventory Of(CoreInfo core, DeviceId device)
    {
        var fields = new Dictionary<string, string>();
        Put(fields, Fields.Os, core.OsDescription);
        Put(fields, Fields.AgentVersion, core.MeshEvents?.Version ?? core.Value);
        Put(fields, "agent.name", core.Value);
        Put(fields, "agent.features", core.MeshEvents is { } ours ? string.Join(", ", ours.Features) : null);
        Put(fields, Fields.ConsentFloor, core.MeshEvents?.Consent is { } floor ? (floor & ConsentRule.Every).ToString(CultureInfo.InvariantCulture) : null);
        Put(fields, "agent.privileged", core.Root ? "yes" : "no");
        Put(fields, Fields.Users, core.Users is { Count: > 0 } users ? string.Join(", ", users) : null);
        // to the second: the agents compute it, and it wobbles
        if (core.LastBootUpTime is > 0 and < 253402300799999) Put(fields, "system.started", DateTimeOffset.FromUnixTimeSeconds(core.LastBootUpTime.Value / 1000 / 60 * 60).ToString("u", CultureInfo.InvariantCulture));
        return new(device, ["agent.", Fields.Users, Fields.Os, "system.started"], fields);
    }

    public static ReportOffers OffersOf(CoreInfo core, DeviceId device)
    {
        var caps = (AgentCapabilities)core.Caps;
        ChannelKind[] offers = [.. Kinds(caps), .. core.MeshEvents?.Features.Contains("tcp") is true ? [ChannelKind.Tcp] : Array.Empty<ChannelKind>()];
        return new(device, offers, [.. (core.MeshEvents?.Shells ?? []).Select(s => Clean.Line(s, 200)).Where(s => s.Length > 0).Distinct().Take(20)],
            [.. (core.MeshEvents?.Features ?? []).Where(f => f.StartsWith(MeshEventsFeatures.Action, StringComparison.Ordinal)).Select(f => Clean.Line(f[MeshEventsFeatures.Action.Length..], 64)).Where(a => a.Length > 0).Distinct().Order(StringComparer.Ordinal).Take(50)]);
    }

    static IEnumerable<ChannelKind> Kinds(AgentCapabilities caps)
    {
        if (caps.HasFlag(AgentCapabilities.Terminal)) yield return ChannelKind.Terminal;
        if (caps.HasFlag(AgentCapabilities.Desktop)) yield return ChannelKind.Desktop;
        if (caps.HasFlag(AgentCapabilities.Files)) yield return ChannelKind.Files;
    }

    public static ReportInventory Of(NetInfo net, DeviceId device)
    {
        var fields = new Dictionary<string, string>();
        foreach (var (name, addresses) in net.Interfaces.OrderBy(i => i.Key, StringComparer.Ordinal).Take(64))
        {
            var port = "network." + Clean.Line(name, MostName).Replace('.', '_');
            Put(fields, port + Fields.AddressesEnd, string.Join(' ', addresses.Select(a => a.Address).Where(a => a.Length > 0)));
            Put(fields, port + Fields.NetworksEnd, string.Join(' ', addresses.Select(a => Neighbours.NetworkOf(a.Address, a.Netmask)).Where(n => n is not null).Distinct(StringComparer.Ordinal)));
            Put(fields, port + ".mac", addresses.Select(a => a.Mac).FirstOrDefault(m => !string.IsNullOrEmpty(m)));
            Put(fields, port + ".status", addresses.Select(a => a.Status).FirstOrDefault(s => s is not null));
        }
        return new(device, ["network."], fields);
    }

    public static ReportInventory Of(SysInfo sys, DeviceId device)
    {
        var fields = new Dictionary<string, string>();
        Flatten(sys.Data.Hardware, "hardware", fields, 0);
        return new(device, ["hardware."], fields);
    }

    static void Flatten(JsonElement json, string name, Dictionary<string, string> fields, int depth)
    {
        if (fields.Count >= MostFields || depth > MostDepth) return;
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in json.EnumerateObject()) Flatten(member.Value, $"{name}.{Clean.Line(member.Name, MostName)}", fields, depth + 1);
                break;
            case JsonValueKind.Array:
                var i = 0;
                foreach (var item in json.EnumerateArray()) Flatten(item, $"{name}.{i++}", fields, depth + 1);
                break;
            case JsonValueKind.String: Put(fields, name, json.GetString()); break;
            case JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False: Put(fields, name, json.GetRawText()); break;
        }
    }

    static void Put(Dictionary<string, string> fields, string name, string? value)
    {
        var clean = Clean.Line(value, MostValue);
        if (clean.Length > 0 && fields.Count < MostFields) fields[name] = clean;
    }
}
