using MeshEvents.Jobs.Features;
using static MeshEvents.Testing.Story;

namespace MeshEvents.Modules.Tests.Jobs.Features;

public sealed class ShowMessageTests
{
    static readonly ShowMessage Lunch = new("Lunch\nis ready", [Some.Device], Minutes: 2, Title: "Kitchen");

    [Fact]
    public void The_whole_text_stands_in_the_fact()
    {
        const string arguments = """{"title":"Kitchen","text":"Lunch\nis ready","seconds":120}""";
        var started = ActionStories.Sends(Lunch, ShowMessage.Order, "message", arguments);
        Assert.Equal(("Lunch is ready", arguments, 120), (started.What, started.Arguments, started.TimeoutSeconds));
    }

    [Fact]
    public void What_makes_no_sense_is_named()
    {
        Assert.Equal(["Text"], Invalid(Lunch with { Text = "" }));
        Assert.Equal(["Text"], Invalid(Lunch with { Text = new('x', ShowMessage.MostText + 1) }));
        Assert.Equal(["Title"], Invalid(Lunch with { Title = "two\nlines" }));
        Assert.Equal(["Minutes"], Invalid(Lunch with { Minutes = 0 }));
    }
}
