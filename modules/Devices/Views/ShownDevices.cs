using MeshEvents.Bus;
using MeshEvents.Contracts.Devices;
using MeshEvents.Devices.Features;
using MeshEvents.Devices.Presence;
using MeshEvents.Kernel;
using MeshEvents.Store;

namespace MeshEvents.Devices.Views;

/// <summary>One line of the device list: what is known, and whether it is connected.</summary>
/// <param name="LastSeen">When it was connected last; null while it never was.</param>
public sealed record DeviceRow(
    DeviceId Id, GroupId GroupId, string GroupName, string Name, string HostName, Platform Platform, string Os, string Address, string AgentVersion, string[] Tags,
    bool Retired, DateTimeOffset EnrolledAt, bool Online, DateTimeOffset? LastSeen, ChannelKind[] Offers, long Version);

/// <summary>Adds to a device's sheet what is connected (now, or then), and its group's name.</summary>
public sealed class ShownDevices(AgentPresence presence, Connectivity connectivity, ReadsFor readsFor)
{
    /// <summary>Who is connected now, or was at the moment looked at.</summary>
    public async Task<Guid[]> OnlineAsync(Reads reads) => reads.AsOf is { } at ? await connectivity.OnlineAtAsync(reads.Tenant, at) : presence.Online(reads.Tenant);

    public async Task<IReadOnlyList<DeviceRow>> RowsAsync(IReadOnlyList<DeviceSheet> sheets, Reads reads)
    {
        var names = await GroupNamesAsync(reads);
        var online = (await OnlineAsync(reads)).ToHashSet();
        var seen = await connectivity.LastSeenAsync([.. sheets.Select(s => s.Id.Value)], reads.AsOf);
        return [.. sheets.Select(s => Row(s, names.GetValueOrDefault(s.GroupId.Value, ""), online.Contains(s.Id.Value), seen.TryGetValue(s.Id.Value, out var l) ? l : null))];
    }

    public async Task<Dictionary<Guid, string>> GroupNamesAsync(Reads reads) =>
        (await reads.RowsAsync<GroupSheet>($"true")).ToDictionary(g => g.Id.Value, g => g.Name);

    /// <summary>For the live feed, which has no reader's own reads.</summary>
    public async ValueTask<DeviceRow> DressAsync(DeviceSheet sheet, Guid tenant) => (await RowsAsync([sheet], readsFor.Tenant(tenant)))[0];

    /// <summary>A group's row without anybody's rights.</summary>
    public async ValueTask<GroupRow> DressAsync(GroupSheet group, Guid tenant) =>
        new(group.Id, group.Name, group.Description, (await GroupCounts.OfAsync(readsFor.Tenant(tenant), [group.Id.Value])).GetValueOrDefault(group.Id.Value), 0, group.Version, FindGroups.RuleOf(group));

    static DeviceRow Row(DeviceSheet s, string group, bool online, LastSeen? seen) => new(
        s.Id, s.GroupId, group, s.Name, s.HostName, s.Platform, s.Os, seen?.Address ?? s.Addresses.Split(' ')[0], s.AgentVersion, s.Tags, s.Retired, s.EnrolledAt, online, seen?.At, s.Offers, s.Version);
}
