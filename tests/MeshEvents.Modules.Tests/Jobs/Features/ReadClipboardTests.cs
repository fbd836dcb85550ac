using MeshEvents.Jobs.Features;

namespace MeshEvents.Modules.Tests.Jobs.Features;

public sealed class ReadClipboardTests
{
    [Fact]
    public void Asks_the_device() => Assert.Equal(60, ActionStories.Sends(new ReadClipboard(Some.Device), ReadClipboard.Order, "read-clipboard", "{}").TimeoutSeconds);

    [Fact]
    public void Is_not_kept_for_later() => ActionStories.Ask(new ReadClipboard(ActionStories.Away), ReadClipboard.Order, ActionStories.Gone).ThenRefused("jobs.offline");
}
