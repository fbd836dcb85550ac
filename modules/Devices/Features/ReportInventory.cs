using MeshEvents.Bus;
using MeshEvents.Contracts.Devices;
using MeshEvents.Kernel;

namespace MeshEvents.Devices.Features;

/// <summary>What an agent says of its machine. Only the difference to the last report is a fact.</summary>
/// <param name="Parts">Prefixes this report is complete for: a field of theirs that it does not name is gone.</param>
public sealed record ReportInventory(DeviceId DeviceId, IReadOnlyList<string> Parts, IReadOnlyDictionary<string, string> Fields) : ICommand
{
    public static Decision Decide(ReportInventory c, Device device)
    {
        if (device.Retired) return Decision.Nothing;
        var changes = new SortedDictionary<string, FieldChange>(StringComparer.Ordinal);
        foreach (var (field, value) in c.Fields)
            if (device.Reported.GetValueOrDefault(field) is var before && before != value) changes[field] = new(before, value);
        foreach (var (field, value) in device.Reported)
            if (!c.Fields.ContainsKey(field) && c.Parts.Any(p => field.StartsWith(p, StringComparison.Ordinal))) changes[field] = new(value, null);

        return changes.Count == 0 ? Decision.Nothing : new InventoryReported(changes);
    }

    internal static void Map(Slices slices) => slices.Change<Device, ReportInventory>(Slices.Inside, _ => Need.Agent, Decide, stream: c => c.DeviceId);
}

/// <summary>Which channels an agent offers, which shells, and which actions.</summary>
public sealed record ReportOffers(DeviceId DeviceId, ChannelKind[] Offers, string[] Shells, string[] Actions) : ICommand
{
    public static Decision Decide(ReportOffers c, Device device) =>
        device.Retired || device.Offers.SequenceEqual(c.Offers) && device.Shells.SequenceEqual(c.Shells) && device.Actions.SequenceEqual(c.Actions)
            ? Decision.Nothing
            : new DeviceOffersChanged(c.Offers, c.Shells, c.Actions);

    internal static void Map(Slices slices) => slices.Change<Device, ReportOffers>(Slices.Inside, _ => Need.Agent, Decide, stream: c => c.DeviceId);
}
