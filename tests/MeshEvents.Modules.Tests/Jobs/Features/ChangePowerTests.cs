using MeshEvents.Jobs;
using MeshEvents.Jobs.Features;
using static MeshEvents.Testing.Story;

namespace MeshEvents.Modules.Tests.Jobs.Features;

public sealed class ChangePowerTests
{
    static readonly ChangePower Restart = new(PowerState.Restart, [Some.Device, ActionStories.Away]);

    [Theory]
    [InlineData(PowerState.Off, "off", "switch off")]
    [InlineData(PowerState.Restart, "restart", "restart")]
    [InlineData(PowerState.Sleep, "sleep", "sleep")]
    public void Says_what_it_does(PowerState to, string word, string what) =>
        Assert.Equal(what, ActionStories.Sends(Restart with { To = to }, ChangePower.Order, "power", $$"""{"to":"{{word}}"}""").What);

    [Fact]
    public void Who_is_away_is_not_restarted_a_day_later()
    {
        var made = ActionStories.Ask(Restart, ChangePower.Order, ActionStories.Two);
        Assert.Equal(JobOrder.Away, Assert.IsType<RunRefused>(made.Decision.Others[^1].Fact).Why);
        Assert.Single(made.Decision.Timers);
        Assert.Equal((2, 0, null), (made.Answer<JobMade>().Devices, made.Answer<JobMade>().Waiting, made.Answer<JobMade>().RunId));
    }

    [Fact]
    public void Nothing_begins_when_nobody_is_there() => ActionStories.Ask(Restart, ChangePower.Order, ActionStories.Gone).ThenRefused("jobs.offline");

    [Fact]
    public void What_makes_no_sense_is_named()
    {
        Assert.Equal(["To"], Invalid(Restart with { To = (PowerState)9 }));
        Assert.Equal(["Q"], Invalid(Restart with { Devices = null }));
    }
}
