using MeshEvents.Jobs;
using MeshEvents.Jobs.Features;
using static MeshEvents.Testing.Story;

namespace MeshEvents.Modules.Tests.Jobs.Features;

public sealed class StopRunTests
{
    [Fact]
    public void A_device_that_missed_the_cancelling_is_asked_again() => Given<Run>(Some.RunAsked, Some.RunSentOff, new RunCancelRequested()).When(new StopRun(Some.Run), StopRun.Decide)
        .Then(new RunCancelRequested()).ThenSends(new CancelCommand(Some.Device, new(Some.Run.Value)));

    [Fact]
    public void Nobody_stops_what_nobody_cancelled() => Given<Run>(Some.RunAsked, Some.RunSentOff).When(new StopRun(Some.Run), StopRun.Decide).ThenNothing();
}
