using FluentValidation;
using MeshEvents.Bus;
using MeshEvents.Contracts.Devices;
using MeshEvents.Contracts.Jobs;
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

/// <summary>The agent of a device said that it goes, because somebody with the right to it wanted so.</summary>
public sealed record RetireUninstalled(DeviceId DeviceId) : ICommand
{
    public static Decision Decide(RetireUninstalled c, Device device) => RetireDevice.Decide(new(c.DeviceId, "The agent was uninstalled."), device);

    internal static void Map(Slices slices) => slices.Change<Device, RetireUninstalled>(Slices.Inside, _ => Need.Inside, Decide, stream: c => c.DeviceId);
}

/// <summary>Nothing is heard of such a device again.</summary>
sealed class RetireWhenUninstalled(ICommandBus bus) : IReact<AgentUninstalled>
{
    public async Task OnAsync(IEvent<AgentUninstalled> e, CancellationToken stop)
    {
        if (e.About.Device is { } device) await bus.InvokeAsync(new RetireUninstalled(new(device)), Actor.Because(e), stop);
    }
}
