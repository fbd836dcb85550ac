using FluentValidation;
using MeshEvents.Bus;
using MeshEvents.Contracts.Devices;
using MeshEvents.Devices.Gateway;
using MeshEvents.Kernel;

namespace MeshEvents.Devices.Features;

/// <summary>A device leaves for good. Its history stays; its agent is held should it come back.</summary>
public sealed record RetireDevice(DeviceId DeviceId, string? Reason = null) : ICommand
{
    public sealed class Validator : AbstractValidator<RetireDevice>
    {
        public Validator() => RuleFor(c => c.Reason!).IsText(500).When(c => c.Reason is not null);
    }

    public static Decision Decide(RetireDevice c, Device device) =>
        device.Retired ? Decision.Nothing : Decision.Of(new DeviceRetired(c.Reason ?? "")).Then(new DropAgent(c.DeviceId, "the device was retired"));

    internal static void Map(Slices slices) =>
        slices.Change<Device, RetireDevice>("DELETE /api/devices/{deviceId}", c => DevicePermissions.Manage.On(c.DeviceId), Decide);
}
