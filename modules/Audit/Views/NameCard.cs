using MeshEvents.Contracts.Devices;
using MeshEvents.Contracts.Identity;
using MeshEvents.Kernel;
using MeshEvents.Store;

namespace MeshEvents.Audit.Views;

/// <summary>What the things that events are about are called now, and where a device is: rights are judged on that.</summary>
public sealed record NameCard(Guid Id, string Name, Guid? GroupId)
{
    public static NameCard? Evolve(NameCard? card, IEvent e) => e.Data switch
    {
        UserCreated x    => new(e.StreamId, x.Name.Value ?? "(erased)", null),
        GroupCreated x   => new(e.StreamId, x.Name, e.StreamId),
        GroupRenamed x   => card! with { Name = x.To },
        DeviceEnrolled x => new(e.StreamId, x.Name, x.GroupId.Value),
        DeviceRenamed x  => card! with { Name = x.To },
        DeviceMoved x    => card! with { GroupId = x.To.Value },
        _                => card,
    };

    internal static void Map(Projections projections) => projections.SingleStream<NameCard>(Evolve)
        .Of(typeof(UserCreated), typeof(GroupCreated), typeof(GroupRenamed), typeof(DeviceEnrolled), typeof(DeviceRenamed), typeof(DeviceMoved)).Columns("name", "group_id").Inline();
}
