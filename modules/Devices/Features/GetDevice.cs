using MeshEvents.Bus;
using MeshEvents.Contracts.Devices;
using MeshEvents.Contracts.Identity;
using MeshEvents.Devices.Views;
using MeshEvents.Kernel;
using MeshEvents.Store;

namespace MeshEvents.Devices.Features;

public sealed record NamedValue(string Name, string Value);
public sealed record NetworkPort(string Name, string Mac, IReadOnlyList<string> Addresses, bool Up);

/// <param name="Rights">The reader's bits on it.</param>
/// <param name="Actions">That the agent offers, by its own names: <c>power</c>, <c>processes</c>.</param>
/// <param name="Permissions">The same as verbs: <c>terminal</c>, <c>manage</c>.</param>
public sealed record DevicePage(DeviceRow Device, string Notes, uint Rights, IReadOnlyList<string> Permissions, DateTimeOffset? Since,
    IReadOnlyList<NamedValue> System, IReadOnlyList<NetworkPort> Network, IReadOnlyList<NamedValue> Hardware, IReadOnlyList<NamedValue> Agent, IReadOnlyList<string> Shells, IReadOnlyList<string> Actions, ConsentInForce Consent, PastMoment? AsOf);

/// <summary>All that is known of one device.</summary>
public sealed record GetDevice(DeviceId DeviceId) : IQuery<DevicePage>
{
    internal static async Task<DevicePage?> Answer(GetDevice q, Reads reads)
    {
        if (await reads.RowAsync<DeviceSheet>(q.DeviceId) is not { } sheet) return null;
        var row = (await reads.Ask<ShownDevices>().RowsAsync([sheet], reads))[0];
        var rights = await reads.Ask<IRightsNow>().OnDeviceAsync(reads.By, q.DeviceId, CancellationToken.None);
        return new(row, sheet.Notes, rights, PermissionsOf(rights),
            reads.AsOf is null ? reads.Ask<IPresence>().Of(q.DeviceId)?.Since : null,
            Part(sheet, "system."), Ports(sheet), Part(sheet, "hardware."), [.. Part(sheet, "agent.").Where(f => f.Name != "consent")], sheet.Shells, sheet.Actions,
            ConsentInForce.Of(sheet.Consent, (await reads.RowAsync<GroupSheet>(sheet.GroupId))?.Consent, ConsentInForce.FloorOf(sheet.Reported)), await FindDevices.MomentOf(reads));
    }

    internal static IReadOnlyList<string> PermissionsOf(uint rights) => [.. Rights.DevicePermissionNames.Where(p => Rights.Holds(rights, p)).Select(p => p["devices:".Length..])];

    static IReadOnlyList<NamedValue> Part(DeviceSheet sheet, string prefix) =>
        [.. sheet.Reported.Where(f => f.Key.StartsWith(prefix, StringComparison.Ordinal)).OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => new NamedValue(f.Key[prefix.Length..], f.Value))];

    static IReadOnlyList<NetworkPort> Ports(DeviceSheet sheet) =>
    [
        .. from field in Part(sheet, "network.")
           let dot = field.Name.LastIndexOf('.')
           where dot > 0
           group (Name: field.Name[(dot + 1)..], field.Value) by field.Name[..dot] into port
           let values = port.ToDictionary(v => v.Name, v => v.Value)
           select new NetworkPort(port.Key, values.GetValueOrDefault("mac", ""), values.GetValueOrDefault("addresses", "").Split(' ', StringSplitOptions.RemoveEmptyEntries), values.GetValueOrDefault("status") == "up"),
    ];

    internal static void Map(Slices slices) => slices.Query<GetDevice, DevicePage>("GET /api/devices/{deviceId}", q => DevicePermissions.See.On(q.DeviceId), Answer);
}
