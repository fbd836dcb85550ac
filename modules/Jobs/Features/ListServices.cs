using MeshEvents.Bus;
using MeshEvents.Contracts.Devices;
using MeshEvents.Kernel;

namespace MeshEvents.Jobs.Features;

/// <summary>The services of a device. The list is the run's answer: <c>{"services":[{"name","description","state","detail"}]}</c>.</summary>
public sealed record ListServices(DeviceId DeviceId) : IAsksOneDevice, ICommand<JobMade>
{
    internal static JobOrder Order(ListServices c) => new(Actions.Services, "list services", "{}", c);

    internal static void Map(Slices slices) => JobOrder.Map<ListServices>(slices, "POST /api/jobs/services", Actions.Services, Order);
}
