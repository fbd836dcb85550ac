using MeshEvents.Bus;
using MeshEvents.Contracts.Devices;
using MeshEvents.Contracts.Jobs;
using MeshEvents.Kernel;
using MeshEvents.Store;

namespace MeshEvents.Jobs.Features;

/// <summary>Asked by the clock, a while after a device left in the middle of a run, or the server died: is it back? What a device that came back knows was asked when it came.</summary>
public sealed record MissRun(RunId RunId, DeviceId DeviceId) : ICommand
{
    /// <summary>How long a device may be away before what it was doing counts as unknown: longer than agents take to come back after a broken connection.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);

    public sealed record Known(bool Online);

    internal static Task<Known?> Load(MissRun c, Reads reads) => Task.FromResult<Known?>(new(reads.Ask<IPresence>().IsOnline(c.DeviceId)));

    public static Decision Decide(MissRun c, Run run, Known known, Ask ask) => run.State is RunState.Running && !known.Online
        ? new RunUnknown(ask.At, "The connection to the device broke, and it has not come back. Its answer still counts when it does.")
        : Decision.Nothing;

    internal static void Map(Slices slices) => slices.Change<Run, MissRun, Known>(Slices.Inside, _ => Need.Inside, Load, Decide, stream: c => c.RunId);
}
