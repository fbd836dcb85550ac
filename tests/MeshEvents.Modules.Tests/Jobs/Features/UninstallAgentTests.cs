using MeshEvents.Jobs.Features;
using static MeshEvents.Testing.Story;

namespace MeshEvents.Modules.Tests.Jobs.Features;

public sealed class UninstallAgentTests
{
    [Fact]
    public void Asks_the_device() => ActionStories.Sends(new UninstallAgent([Some.Device]), UninstallAgent.Order, "uninstall", "{}");

    [Fact]
    public void Who_is_away_loses_it_when_it_returns() =>
        ActionStories.Ask(new UninstallAgent([ActionStories.Away], ExpiresSeconds: 600), UninstallAgent.Order, ActionStories.Gone)
            .ThenLater((TimeSpan.FromMinutes(10), new LapseRun(Asked.NewId<RunId>($"run on {ActionStories.Away}"))));

    [Fact]
    public void What_makes_no_sense_is_named() => Assert.Equal(["ExpiresSeconds"], Invalid(new UninstallAgent([Some.Device], ExpiresSeconds: 0)));

    [Fact]
    public void Only_a_device_that_says_so_has_lost_its_agent()
    {
        var asked = Some.RunAsked with { Action = "uninstall" };
        AnswerRun Answer(CommandEnd end) => new(Some.Run, Some.Device, end, "", new());
        Assert.IsType<AgentUninstalled>(Given<MeshEvents.Jobs.Run>(asked, Some.RunSentOff).When(Answer(CommandEnd.Done), AnswerRun.Decide).Decision.Facts[^1]);
        Assert.IsType<RunAnswered>(Assert.Single(Given<MeshEvents.Jobs.Run>(asked, Some.RunSentOff).When(Answer(CommandEnd.Failed), AnswerRun.Decide).Decision.Facts));
        Assert.IsType<RunAnswered>(Assert.Single(Given<MeshEvents.Jobs.Run>(Some.RunAsked, Some.RunSentOff).When(Answer(CommandEnd.Done), AnswerRun.Decide).Decision.Facts));
    }
}
