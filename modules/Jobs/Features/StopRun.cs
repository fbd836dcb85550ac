using MeshEvents.Bus;
using MeshEvents.Contracts.Devices;
using MeshEvents.Contracts.Jobs;
using MeshEvents.Kernel;

namespace MeshEvents.Jobs.Features;

/// <summary>The device came back and still works on a run that was cancelled meanwhile: it is asked once more.</summary>
public sealed record StopRun(RunId RunId) : ICommand
{
    public static Decision Decide(StopRun c, Run run) =>
        run is { State: RunState.Running, CancelRequested: true } ? Decision.Of(new RunCancelRequested()).Then(new CancelCommand(run.DeviceId, new(c.RunId.Value))) : Decision.Nothing;

    internal static void Map(Slices slices) => slices.Change<Run, StopRun>(Slices.Inside, _ => Need.Inside, Decide, stream: c => c.RunId);
}
