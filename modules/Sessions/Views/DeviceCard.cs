using MeshEvents.Contracts.Devices;
using MeshEvents.Contracts.Identity;
using MeshEvents.Kernel;
using MeshEvents.Store;

namespace MeshEvents.Sessions.Views;

/// <summary>What Sessions knows of a device, folded from its public facts.</summary>
public sealed record DeviceCard(DeviceId Id, GroupId GroupId, string Name, string NodeId, ChannelKind[] Offers)
{
    public static DeviceCard? Evolve(DeviceCard? card, IEvent e) => e.Data switch
    {
        DeviceEnrolled x      => new(new(e.StreamId), x.GroupId, x.Name, x.NodeId, Offers: []),
        DeviceRenamed x       => card! with { Name = x.To },
        DeviceMoved x         => card! with { GroupId = x.To },
        DeviceOffersChanged x => card! with { Offers = x.Offers },
        DeviceRetired         => null,
        _                     => card,
    };

    internal static void Map(Projections projections) => projections.SingleStream<DeviceCard>(Evolve)
        .Of(typeof(DeviceEnrolled), typeof(DeviceRenamed), typeof(DeviceMoved), typeof(DeviceOffersChanged), typeof(DeviceRetired)).Inline();
}

/// <summary>What Sessions knows of a person.</summary>
public sealed record PersonCard(UserId Id, string Name)
{
    public static PersonCard? Evolve(PersonCard? card, IEvent e) => e.Data is UserCreated x ? new(new(e.StreamId), x.Name.Value ?? "(erased)") : card;

    internal static void Map(Projections projections) => projections.SingleStream<PersonCard>(Evolve).Of(typeof(UserCreated)).Inline();
}
