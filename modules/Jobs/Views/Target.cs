using MeshEvents.Contracts.Devices;
using MeshEvents.Contracts.Identity;
using MeshEvents.Kernel;
using MeshEvents.Store;

namespace MeshEvents.Jobs.Views;

/// <summary>What Jobs knows of a device, folded from its public facts.</summary>
public sealed record Target(DeviceId Id, GroupId GroupId, string Name)
{
    public static Target? Evolve(Target? row, IEvent e) => e.Data switch
    {
        DeviceEnrolled x => new(new(e.StreamId), x.GroupId, x.Name),
        DeviceRenamed x  => row! with { Name = x.To },
        DeviceMoved x    => row! with { GroupId = x.To },
        DeviceRetired    => null,
        _                => row,
    };

    internal static void Map(Projections projections) => projections.SingleStream<Target>(Evolve)
        .Of(typeof(DeviceEnrolled), typeof(DeviceRenamed), typeof(DeviceMoved), typeof(DeviceRetired)).Inline().SeenThrough("group_id", "id");
}

/// <summary>What Jobs knows of a person.</summary>
public sealed record Asker(UserId Id, string Name)
{
    public static Asker? Evolve(Asker? row, IEvent e) => e.Data is UserCreated x ? new(new(e.StreamId), x.Name.Value ?? "(erased)") : row;

    internal static void Map(Projections projections) => projections.SingleStream<Asker>(Evolve).Of(typeof(UserCreated)).Inline();
}
