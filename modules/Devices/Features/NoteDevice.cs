using FluentValidation;
using MeshEvents.Bus;
using MeshEvents.Contracts.Devices;
using MeshEvents.Kernel;

namespace MeshEvents.Devices.Features;

/// <summary>Set a device's notes, in place of those it had.</summary>
public sealed record NoteDevice(DeviceId DeviceId, string Notes, long? Version = null) : ICommand
{
    public sealed class Validator : AbstractValidator<NoteDevice>
    {
        public Validator() => RuleFor(c => c.Notes).IsText(10_000);
    }

    public static Decision Decide(NoteDevice c, Device device)
    {
        if (device.Retired) return Refuse.Conflict("devices.retired", "A retired device keeps its last notes.");
        return device.Notes == c.Notes ? Decision.Nothing : new DeviceNoted(device.Notes, c.Notes);
    }

    internal static void Map(Slices slices) =>
        slices.Change<Device, NoteDevice>("PUT /api/devices/{deviceId}/notes", c => DevicePermissions.Notes.On(c.DeviceId), Decide);
}
