using MeshEvents.Bus;
using MeshEvents.Contracts.Devices;
using MeshEvents.Kernel;

namespace MeshEvents.Jobs.Features;

/// <summary>What runs on a device. The list is the run's answer: <c>{"processes":[{"pid","parent","user","name","command","cpuSeconds","memoryBytes","startedAt"}],"cut"}</c>.</summary>
public sealed record ListProcesses(DeviceId DeviceId) : IAsksOneDevice, ICommand<JobMade>
{
    internal static JobOrder Order(ListProcesses c) => new(Actions.Processes, "list processes", "{}", c);

    internal static void Map(Slices slices) => JobOrder.Map<ListProcesses>(slices, "POST /api/jobs/processes", Actions.Processes, Order);
}
