using MeshEvents.Jobs.Features;
using static MeshEvents.Testing.Story;

namespace MeshEvents.Modules.Tests.Jobs.Features;

public sealed class ShowNotificationTests
{
    static readonly ShowNotification Lunch = new("Lunch", [Some.Device]);

    [Fact]
    public void Goes_by_itself() => ActionStories.Sends(Lunch, ShowNotification.Order, "notification", """{"title":"","text":"Lunch","seconds":15}""");

    [Fact]
    public void What_makes_no_sense_is_named()
    {
        Assert.Equal(["Text"], Invalid(Lunch with { Text = new('x', ShowNotification.MostText + 1) }));
        Assert.Equal(["Title"], Invalid(Lunch with { Title = new('x', 101) }));
    }
}
