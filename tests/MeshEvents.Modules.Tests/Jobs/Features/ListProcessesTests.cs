using MeshEvents.Jobs.Features;

namespace MeshEvents.Modules.Tests.Jobs.Features;

public sealed class ListProcessesTests
{
    [Fact]
    public void Asks_the_device() => Assert.Equal(60, ActionStories.Sends(new ListProcesses(Some.Device), ListProcesses.Order, "processes", "{}").TimeoutSeconds);

    [Fact]
    public void Is_not_kept_for_later() => ActionStories.Ask(new ListProcesses(ActionStories.Away), ListProcesses.Order, ActionStories.Gone).ThenRefused("jobs.offline");
}
