using MeshEvents.Bus;
using MeshEvents.Contracts.Jobs;
using MeshEvents.Kernel;

namespace MeshEvents.Jobs.Features;

/// <summary>Asked by the clock: a run whose device did not come has expired; one whose answer is overdue is unknown.</summary>
public sealed record LapseRun(RunId RunId) : ICommand
{
    /// The database keeps a timer's time to the microsecond: it may ring a moment early.
    static readonly TimeSpan early = TimeSpan.FromMilliseconds(1);

    public static Decision Decide(LapseRun c, Run run, Ask ask) => run.State switch
    {
        RunState.Waiting when ask.At + early >= run.ExpiresAt => new RunExpired(ask.At),
        RunState.Running when ask.At + early >= run.Until => new RunUnknown(ask.At, "No answer came in time."),
        _ => Decision.Nothing,
    };

    internal static void Map(Slices slices) => slices.Change<Run, LapseRun>(Slices.Inside, _ => Need.Inside, Decide, stream: c => c.RunId);
}
