using FluentValidation;
using MeshEvents.Bus;
using MeshEvents.Contracts.Devices;
using MeshEvents.Kernel;

namespace MeshEvents.Devices.Features;

/// <summary>Give a device a name people recognise. The same name again is no news.</summary>
public sealed record RenameDevice(DeviceId DeviceId, string Name, long? Version = null) : ICommand
{
    public sealed class Validator : AbstractValidator<RenameDevice>
    {
        public Validator() => RuleFor(c => c.Name).IsOneLine(64);
    }

    public static Decision Decide(RenameDevice c, Device device)
    {
        if (device.Retired) return Refuse.Conflict("devices.retired", "A retired device keeps its last name.");
        if (device.Name == c.Name) return Decision.Nothing;

        return new DeviceRenamed(device.Name, c.Name);
    }

    internal static void Map(Slices slices) =>
        slices.Change<Device, RenameDevice>("PUT /api/devices/{deviceId}/name", c => DevicePermissions.Manage.On(c.DeviceId), Decide);
}
