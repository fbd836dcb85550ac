using MeshEvents.Jobs.Features;
using static MeshEvents.Testing.Story;

namespace MeshEvents.Modules.Tests.Jobs.Features;

public sealed class ChangeServiceTests
{
    static readonly ChangeService Cups = new(Some.Device, "cups.service", ServiceChange.Restart);

    [Theory]
    [InlineData(ServiceChange.Start, "start")]
    [InlineData(ServiceChange.Stop, "stop")]
    [InlineData(ServiceChange.Restart, "restart")]
    public void Says_what_it_does(ServiceChange to, string word) =>
        Assert.Equal($"{word} cups.service", ActionStories.Sends(Cups with { To = to }, ChangeService.Order, "change-service", $$"""{"name":"cups.service","to":"{{word}}"}""").What);

    [Fact]
    public void What_makes_no_sense_is_named() => Assert.Equal(["Name", "To"], Invalid(new ChangeService(Some.Device, "a\nb", (ServiceChange)7)));
}
