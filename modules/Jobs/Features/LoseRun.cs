using MeshEvents.Bus;
using MeshEvents.Contracts.Jobs;
using MeshEvents.Kernel;

namespace MeshEvents.Jobs.Features;

/// <summary>The device came back, and no longer works on what it was sent over an earlier connection.</summary>
/// <param name="ConnectedAt">When it came back: what was sent since is on its way.</param>
public sealed record LoseRun(RunId RunId, DateTimeOffset ConnectedAt) : ICommand
{
    public static Decision Decide(LoseRun c, Run run, Ask ask) => run.State is RunState.Running && run.SentAt < c.ConnectedAt
        ? new RunUnknown(ask.At, "The connection to the device broke, and when it returned it knew nothing of this.")
        : Decision.Nothing;

    internal static void Map(Slices slices) => slices.Change<Run, LoseRun>(Slices.Inside, _ => Need.Inside, Decide, stream: c => c.RunId);
}
