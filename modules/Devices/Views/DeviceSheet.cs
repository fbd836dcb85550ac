using MeshEvents.Contracts.Devices;
using MeshEvents.Kernel;
using MeshEvents.Store;

namespace MeshEvents.Devices.Views;

/// <summary>All that is known of a device from its events. What is connected now is added when it is shown.</summary>
public sealed record DeviceSheet(
    DeviceId Id, GroupId GroupId, string Name, string HostName, Platform Platform, string Os, string AgentVersion, string Addresses, string Users,
    string[] Tags, string Notes, bool Retired, DateTimeOffset EnrolledAt, ChannelKind[] Offers, string[] Shells, string[] Actions, IReadOnlyDictionary<string, string> Reported, long Version, uint? Consent = null)
{
    public static DeviceSheet? Evolve(DeviceSheet? row, IEvent e) => e.Data switch
    {
        DeviceEnrolled x      => new(new(e.StreamId), x.GroupId, x.Name, x.Name, x.Platform, "", "", "", "", [], "", false, e.At, [], [], [], new Dictionary<string, string>(), e.Version),
        DeviceRenamed x       => row! with { Name = x.To, Version = e.Version },
        DeviceMoved x         => row! with { GroupId = x.To, Version = e.Version },
        DeviceTagged x        => row! with { Tags = x.To, Version = e.Version },
        DeviceNoted x         => row! with { Notes = x.To, Version = e.Version },
        DeviceOffersChanged x => row! with { Offers = x.Offers, Shells = x.Shells, Actions = x.Actions ?? [], Version = e.Version },
        InventoryReported x   => Reporting(row! with { Reported = Inventory.Apply(row.Reported, x), Version = e.Version }),
        DeviceConsentSet x    => row! with { Consent = x.To, Version = e.Version },
        DeviceRetired         => row! with { Retired = true, Version = e.Version },
        _                     => row,
    };

    static DeviceSheet Reporting(DeviceSheet row) => row with
    {
        HostName = row.Reported.GetValueOrDefault(Fields.HostName, row.HostName),
        Os = row.Reported.GetValueOrDefault(Fields.Os, row.Os),
        AgentVersion = row.Reported.GetValueOrDefault(Fields.AgentVersion, row.AgentVersion),
        Users = row.Reported.GetValueOrDefault(Fields.Users, ""),
        // an indexed column: what is beyond this would not fit into its index
        Addresses = Clean.Text(string.Join(' ', row.Reported.Where(f => f.Key.EndsWith(Fields.AddressesEnd, StringComparison.Ordinal)).Select(f => f.Value)), 600),
    };

    internal static void Map(Projections projections) => projections.SingleStream<DeviceSheet>(Evolve)
        .Of(typeof(DeviceEnrolled), typeof(DeviceRenamed), typeof(DeviceMoved), typeof(DeviceTagged), typeof(DeviceNoted), typeof(DeviceOffersChanged), typeof(InventoryReported), typeof(DeviceConsentSet), typeof(DeviceRetired))
        .Columns("name", "group_id", "retired", "os", "tags", "host_name", "addresses", "users", "agent_version", "platform").SeenThrough("group_id", "id").Push(to: row => row.GroupId);
}

/// <summary>Names of reported fields that have a place of their own.</summary>
static class Fields
{
    public const string HostName = "system.hostname", Os = "system.os", AgentVersion = "agent.version", Users = "system.users", AddressesEnd = ".addresses", NetworksEnd = ".networks", ConsentFloor = "agent.consent";
}

/// <summary>The agent's key to our id. Unique, so two first contacts at once make one device.</summary>
/// <param name="Consent">The device's own consent bits, where it has some: here, where the very next session must see them.</param>
public sealed record AgentIdentity(DeviceId Id, string NodeId, GroupId GroupId, bool Retired, uint? Consent = null)
{
    public static AgentIdentity? Evolve(AgentIdentity? row, IEvent e) => e.Data switch
    {
        DeviceEnrolled x   => new(new(e.StreamId), x.NodeId, x.GroupId, false),
        DeviceMoved x      => row! with { GroupId = x.To },
        DeviceConsentSet x => row! with { Consent = x.To },
        DeviceRetired      => row! with { Retired = true },
        _                  => row,
    };

    internal static void Map(Projections projections) => projections.SingleStream<AgentIdentity>(Evolve)
        .Of(typeof(DeviceEnrolled), typeof(DeviceMoved), typeof(DeviceConsentSet), typeof(DeviceRetired)).Columns("node_id").Inline().Unique("devices.already-enrolled", "node_id");
}

/// <summary>A group's id on the agent's wire to ours.</summary>
public sealed record GroupIdentity(GroupId Id, string MeshId)
{
    public static GroupIdentity? Evolve(GroupIdentity? row, IEvent e) => e.Data switch
    {
        GroupCreated x => new(new(e.StreamId), x.MeshId),
        GroupDeleted   => null,
        _              => row,
    };

    internal static void Map(Projections projections) => projections.SingleStream<GroupIdentity>(Evolve)
        .Of(typeof(GroupCreated), typeof(GroupDeleted)).Columns("mesh_id").Inline().Unique("groups.same-mesh-id", "mesh_id");
}
