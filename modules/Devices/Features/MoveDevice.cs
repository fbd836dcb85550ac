using MeshEvents.Bus;
using MeshEvents.Contracts.Devices;
using MeshEvents.Kernel;
using MeshEvents.Store;

namespace MeshEvents.Devices.Features;

/// <summary>Move a device to another group. Needs a right on both.</summary>
public sealed record MoveDevice(DeviceId DeviceId, GroupId GroupId, long? Version = null) : ICommand
{
    internal static Task<Group?> Load(MoveDevice c, Reads reads) => reads.AggregateAsync<Group>(c.GroupId);

    public static Decision Decide(MoveDevice c, Device device, Group target, Ask ask)
    {
        if (device.Retired) return Refuse.Conflict("devices.retired", "A retired device stays where it was.");
        if (target.Deleted) return Refuse.Conflict("groups.deleted", "This group was deleted.");
        if (device.GroupId == c.GroupId) return Decision.Nothing;

        return new DeviceMoved(device.GroupId, c.GroupId);
    }

    internal static void Map(Slices slices) => slices.Change<Device, MoveDevice, Group>("PUT /api/devices/{deviceId}/group",
        c => DevicePermissions.Manage.On(c.DeviceId) & GroupPermissions.AddDevice.On(c.GroupId), Load, Decide);
}
