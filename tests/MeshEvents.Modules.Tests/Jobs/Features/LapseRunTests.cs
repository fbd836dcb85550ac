using MeshEvents.Jobs;
using MeshEvents.Jobs.Features;
using static MeshEvents.Testing.Story;

namespace MeshEvents.Modules.Tests.Jobs.Features;

public sealed class LapseRunTests
{
    static readonly LapseRun Lapse = new(Some.Run);

    [Fact]
    public void A_device_that_did_not_come_in_time_gets_it_no_more() =>
        Given<Run>(Some.RunAsked with { ExpiresAt = Some.Now }).When(Lapse, LapseRun.Decide).Then(new RunExpired(Some.Now));

    [Fact]
    public void An_overdue_answer_is_unknown() =>
        Given<Run>(Some.RunAsked, Some.RunSentOff with { Until = Some.Now }).When(Lapse, LapseRun.Decide).Then(new RunUnknown(Some.Now, "No answer came in time."));

    [Fact]
    public void It_was_sent_late_and_has_its_time() => Given<Run>(Some.RunAsked with { ExpiresAt = Some.Now }, Some.RunSentOff).When(Lapse, LapseRun.Decide).ThenNothing();

    [Fact]
    public void What_is_over_stays_so() => Given<Run>(Some.RunAsked, Some.RunSentOff with { Until = Some.Now }, Some.Answered()).When(Lapse, LapseRun.Decide).ThenNothing();
}
