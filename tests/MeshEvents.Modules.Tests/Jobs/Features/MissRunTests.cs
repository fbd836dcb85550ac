using MeshEvents.Jobs;
using MeshEvents.Jobs.Features;
using static MeshEvents.Testing.Story;

namespace MeshEvents.Modules.Tests.Jobs.Features;

public sealed class MissRunTests
{
    static readonly MissRun Miss = new(Some.Run, Some.Device);

    [Fact]
    public void Away_for_too_long_is_unknown()
    {
        var made = Given<Run>(Some.RunAsked, Some.RunSentOff).Knowing(new MissRun.Known(Online: false)).When(Miss, MissRun.Decide);
        Assert.Contains("has not come back", Assert.IsType<RunUnknown>(Assert.Single(made.Decision.Facts)).Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_is_back_was_asked_when_it_came() => Given<Run>(Some.RunAsked, Some.RunSentOff).Knowing(new MissRun.Known(Online: true)).When(Miss, MissRun.Decide).ThenNothing();

    [Fact]
    public void What_has_its_answer_is_not_missed() =>
        Given<Run>(Some.RunAsked, Some.RunSentOff, Some.Answered()).Knowing(new MissRun.Known(Online: false)).When(Miss, MissRun.Decide).ThenNothing();
}
