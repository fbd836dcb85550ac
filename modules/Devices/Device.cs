using MeshEvents.Contracts.Devices;
using MeshEvents.Kernel;

namespace MeshEvents.Devices;

/// <summary>A managed computer.</summary>
[About(AboutSlot.Device)]
public sealed record Device : IAggregate<Device>, IKnowsAbout
{
    public string Name { get; init; } = "";
    public GroupId GroupId { get; init; }
    public string[] Tags { get; init; } = [];
    public string Notes { get; init; } = "";
    public bool Retired { get; init; }

    /// <summary>Consent bits of its own; null: its group's.</summary>
    public uint? Consent { get; init; }
    public About About => new(Group: GroupId.Value);
    public ChannelKind[] Offers { get; init; } = [];
    public string[] Shells { get; init; } = [];
    public string[] Actions { get; init; } = [];
    public IReadOnlyDictionary<string, string> Reported { get; init; } = new Dictionary<string, string>();

    public static Device Evolve(Device device, Fact fact) => fact switch
    {
        DeviceEnrolled e       => device with { Name = e.Name, GroupId = e.GroupId },
        DeviceRenamed e        => device with { Name = e.To },
        DeviceMoved e          => device with { GroupId = e.To },
        DeviceTagged e         => device with { Tags = e.To },
        DeviceNoted e          => device with { Notes = e.To },
        InventoryReported e    => device with { Reported = Inventory.Apply(device.Reported, e) },
        DeviceOffersChanged e  => device with { Offers = e.Offers, Shells = e.Shells, Actions = e.Actions ?? [] },
        DeviceConsentSet e     => device with { Consent = e.To },
        DeviceRetired          => device with { Retired = true },
        _                      => device,
    };
}

/// <summary>Reported fields by name (<c>system.os</c>, <c>network.eth0.mac</c>); a change to nothing removes the field.</summary>
static class Inventory
{
    public static IReadOnlyDictionary<string, string> Apply(IReadOnlyDictionary<string, string> before, InventoryReported report)
    {
        var after = new Dictionary<string, string>(before);
        foreach (var (field, change) in report.Changes)
            if (change.After is { } value) after[field] = value; else after.Remove(field);
        return after;
    }
}
