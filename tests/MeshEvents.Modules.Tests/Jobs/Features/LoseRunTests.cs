using MeshEvents.Jobs;
using MeshEvents.Jobs.Features;
using static MeshEvents.Testing.Story;

namespace MeshEvents.Modules.Tests.Jobs.Features;

public sealed class LoseRunTests
{
    [Fact]
    public void What_was_sent_before_the_device_came_back_is_lost()
    {
        var made = Given<Run>(Some.RunAsked, Some.RunSentOff).When(new LoseRun(Some.Run, Some.Now), LoseRun.Decide);
        Assert.Equal(Some.Now, Assert.IsType<RunUnknown>(Assert.Single(made.Decision.Facts)).At);
    }

    [Fact]
    public void What_was_sent_since_is_on_its_way() =>
        Given<Run>(Some.RunAsked, Some.RunSentOff).When(new LoseRun(Some.Run, Some.RunSentOff.At), LoseRun.Decide).ThenNothing();

    [Fact]
    public void What_has_its_answer_is_not_lost() => Given<Run>(Some.RunAsked, Some.RunSentOff, Some.Answered()).When(new LoseRun(Some.Run, Some.Now), LoseRun.Decide).ThenNothing();
}
