using MeshEvents.Bus;
using MeshEvents.Contracts.Devices;
using MeshEvents.Kernel;

namespace MeshEvents.Jobs.Features;

/// <summary>Take the agent off devices; one that is away loses it when it returns. A device whose agent has said that it goes is retired.</summary>
public sealed record UninstallAgent(DeviceId[]? Devices = null, string? Q = null, int? ExpiresSeconds = null) : IAsksDevices, ICommand<JobMade>
{
    public sealed class Validator : JobValidator<UninstallAgent>;

    internal static JobOrder Order(UninstallAgent c) => new(Actions.Uninstall, "uninstall the agent", "{}", c);

    internal static void Map(Slices slices) => JobOrder.Map<UninstallAgent>(slices, "POST /api/jobs/uninstall-agent", Actions.Uninstall, Order);
}
