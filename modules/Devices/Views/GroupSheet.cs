using MeshEvents.Contracts.Devices;
using MeshEvents.Contracts.Identity;
using MeshEvents.Kernel;
using MeshEvents.Store;

namespace MeshEvents.Devices.Views;

/// <summary>A device group. Inline: who made it is sent to it at once.</summary>
public sealed record GroupSheet(GroupId Id, string Name, string Description, string MeshId, long Version, uint? Consent = null)
{
    public static GroupSheet? Evolve(GroupSheet? row, IEvent e) => e.Data switch
    {
        GroupCreated x    => new(new(e.StreamId), x.Name, x.Description, x.MeshId, e.Version),
        GroupRenamed x    => row! with { Name = x.To, Version = e.Version },
        GroupConsentSet x => row! with { Consent = x.To, Version = e.Version },
        // they lie on the group's stream too (decision 4): without them the next change would count as based on an old state
        GroupRightsGiven or GroupRightsTaken => row is null ? null : row with { Version = e.Version },
        GroupDeleted      => null,
        _                 => row,
    };

    internal static void Map(Projections projections) => projections.SingleStream<GroupSheet>(Evolve)
        .Of(typeof(GroupCreated), typeof(GroupRenamed), typeof(GroupConsentSet), typeof(GroupRightsGiven), typeof(GroupRightsTaken), typeof(GroupDeleted)).Columns("name").Inline().SeenThrough("id", null).Push(to: row => row.Id);
}

/// <summary>A right to add devices, without its secret.</summary>
public sealed record CodeSheet(EnrolmentCodeId Id, GroupId GroupId, string Name, DateTimeOffset ExpiresAt, int? Limit, int Used, bool Revoked, long Version)
{
    public static CodeSheet? Evolve(CodeSheet? row, IEvent e) => e.Data switch
    {
        EnrolmentCodeCreated x => new(new(e.StreamId), x.GroupId, x.Name, x.Expires, x.Limit, 0, false, e.Version),
        EnrolmentCodeUsed      => row! with { Used = row.Used + 1, Version = e.Version },
        EnrolmentCodeRevoked   => row! with { Revoked = true, Version = e.Version },
        _                      => row,
    };

    internal static void Map(Projections projections) => projections.SingleStream<CodeSheet>(Evolve)
        .Of(typeof(EnrolmentCodeCreated), typeof(EnrolmentCodeUsed), typeof(EnrolmentCodeRevoked)).Columns("group_id", "name").Inline().Unique("devices.same-code-name", "name")
        .SeenThrough("group_id", null).Push(to: row => row.GroupId);
}
