using MeshEvents.Jobs;
using MeshEvents.Jobs.Features;
using static MeshEvents.Testing.Story;

namespace MeshEvents.Modules.Tests.Jobs.Features;

public sealed class AnswerRunTests
{
    static readonly AnswerRun Ended = new(Some.Run, Some.Device, CommandEnd.Done, "", new(Exit: 3, Bytes: 10, Seconds: 1.5));
    static readonly RunAnswered Answer = new(Some.Now, CommandEnd.Done, "", 3, null, false, 10, 0, false, null, 1.5);

    [Fact]
    public void The_devices_word_is_the_outcome() => Given<Run>(Some.RunAsked, Some.RunSentOff).When(Ended, AnswerRun.Decide).Then(Answer);

    [Fact]
    public void A_late_answer_is_better_than_none() => Given<Run>(Some.RunAsked, Some.RunSentOff, new RunUnknown(Some.Now, "late")).When(Ended, AnswerRun.Decide).Then(Answer);

    [Fact]
    public void Of_two_the_first_counts() => Given<Run>(Some.RunAsked, Some.RunSentOff, Some.Answered()).When(Ended, AnswerRun.Decide).ThenNothing();

    [Fact]
    public void What_was_never_sent_has_no_answer() => Given<Run>(Some.RunAsked).When(Ended, AnswerRun.Decide).ThenNothing();

    [Fact]
    public void Another_devices_run_is_not_answered() => Given<Run>(Some.RunAsked, Some.RunSentOff).When(Ended with { DeviceId = new(Guid.NewGuid()) }, AnswerRun.Decide).ThenNothing();

    [Fact]
    public void Without_a_time_of_its_own_it_took_what_the_server_saw() =>
        Given<Run>(Some.RunAsked, Some.RunSentOff).When(Ended with { Result = new(Exit: 3, Bytes: 10) }, AnswerRun.Decide).Then(Answer with { Seconds = 60 });

    [Theory]
    [InlineData(CommandEnd.Done, 0, false, RunState.Done)]
    [InlineData(CommandEnd.Done, null, false, RunState.Done)]
    [InlineData(CommandEnd.Done, 3, false, RunState.Failed)]
    [InlineData(CommandEnd.Done, 3, true, RunState.Failed)]
    [InlineData(CommandEnd.Failed, null, false, RunState.Failed)]
    [InlineData(CommandEnd.Failed, null, true, RunState.Cancelled)]
    [InlineData(CommandEnd.Refused, null, false, RunState.Refused)]
    public void The_outcome_in_one_word(CommandEnd end, int? exit, bool cancelled, RunState expected)
    {
        Fact[] history = [Some.RunAsked, Some.RunSentOff, .. cancelled ? new Fact[] { new RunCancelRequested() } : [], Some.Answered(end, exit)];
        Assert.Equal(expected, history.Aggregate(new Run(), Run.Evolve).State);
    }
}
