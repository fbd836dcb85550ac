using MeshEvents.Bus;
using MeshEvents.Contracts.Devices;
using MeshEvents.Kernel;

namespace MeshEvents.Jobs.Features;

/// <summary>The text that was last copied at a device. It is the run's answer, <c>{"text","bytes"}</c>; facts hold its length alone.</summary>
public sealed record ReadClipboard(DeviceId DeviceId) : IAsksOneDevice, ICommand<JobMade>
{
    internal static JobOrder Order(ReadClipboard c) => new(Actions.ReadClipboard, "read the clipboard", "{}", c);

    internal static void Map(Slices slices) => JobOrder.Map<ReadClipboard>(slices, "POST /api/jobs/clipboard/read", Actions.ReadClipboard, Order);
}
