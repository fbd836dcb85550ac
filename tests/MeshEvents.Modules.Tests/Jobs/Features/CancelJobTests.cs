using MeshEvents.Jobs;
using MeshEvents.Jobs.Features;
using MeshEvents.Jobs.Views;
using static MeshEvents.Testing.Story;

namespace MeshEvents.Modules.Tests.Jobs.Features;

public sealed class CancelJobTests
{
    static RunSheet Row(RunId id, RunState state) => new(
        id, Some.Job, Some.Device, Some.Group, "run", "uptime", state, true, false, Some.Now, Some.Now, null, null, null, null, null, false, 0, 0, false, null, null, 1);

    [Fact]
    public void What_waits_is_not_sent_and_what_runs_is_asked_to_stop() => Given<Job>(Some.JobBegun)
        .Knowing(new CancelJob.Known([Row(Some.Run, RunState.Waiting), Row(Some.OtherRun, RunState.Running)])).When(new CancelJob(Some.Job), CancelJob.Decide)
        .Then(new JobCancelled(1, 1)).ThenAlso((Some.Run, new RunCancelled(Some.Now)), (Some.OtherRun, new RunCancelRequested()))
        .ThenSends(new CancelCommand(Some.Device, new(Some.OtherRun.Value)));

    [Fact]
    public void What_is_over_is_not_cancelled() => Given<Job>(Some.JobBegun).Knowing(new CancelJob.Known([])).When(new CancelJob(Some.Job), CancelJob.Decide).ThenNothing();
}
