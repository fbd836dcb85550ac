using FluentValidation;
using MeshEvents.Bus;
using MeshEvents.Contracts.Devices;
using MeshEvents.Kernel;

namespace MeshEvents.Devices.Features;

/// <summary>Say what the person at one device is asked and told, in the place of its group's rule. No rule: the group's again.</summary>
public sealed record SetDeviceConsent(DeviceId DeviceId, ConsentRule? Rule = null, long? Version = null) : ICommand
{
    public sealed class Validator : AbstractValidator<SetDeviceConsent>
    {
        public Validator() => RuleFor(c => c.Rule!).IsRule().When(c => c.Rule is not null);
    }

    public static Decision Decide(SetDeviceConsent c, Device device)
    {
        if (device.Retired) return Refuse.Conflict("devices.retired", "A retired device keeps its last rule.");
        return device.Consent == c.Rule?.ToBits() ? Decision.Nothing : new DeviceConsentSet(device.Consent, c.Rule?.ToBits());
    }

    internal static void Map(Slices slices) =>
        slices.Change<Device, SetDeviceConsent>("PUT /api/devices/{deviceId}/consent", c => DevicePermissions.Manage.On(c.DeviceId), Decide);
}
