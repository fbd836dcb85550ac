using MeshEvents.Jobs.Features;

namespace MeshEvents.Modules.Tests.Jobs.Features;

public sealed class ListServicesTests
{
    [Fact]
    public void Asks_the_device() => Assert.Equal(60, ActionStories.Sends(new ListServices(Some.Device), ListServices.Order, "services", "{}").TimeoutSeconds);

    [Fact]
    public void Is_not_kept_for_later() => ActionStories.Ask(new ListServices(ActionStories.Away), ListServices.Order, ActionStories.Gone).ThenRefused("jobs.offline");
}
