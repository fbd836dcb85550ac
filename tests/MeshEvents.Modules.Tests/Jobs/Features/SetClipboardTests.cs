using MeshEvents.Jobs.Features;
using static MeshEvents.Testing.Story;

namespace MeshEvents.Modules.Tests.Jobs.Features;

public sealed class SetClipboardTests
{
    static readonly SetClipboard Words = new(Some.Device, "open sesame");

    [Fact]
    public void The_text_is_sent_and_in_no_fact()
    {
        var started = ActionStories.Sends(Words, SetClipboard.Order, "set-clipboard", """{"text":"open sesame"}""");
        Assert.Equal(("set the clipboard to 11 characters", """{"length":11}"""), (started.What, started.Arguments));
        Assert.DoesNotContain(ActionStories.Ask(Words, SetClipboard.Order, ActionStories.One).Decision.Others, o => o.Fact.ToString().Contains("sesame", StringComparison.Ordinal));
    }

    [Fact]
    public void What_makes_no_sense_is_named()
    {
        Assert.Equal(["Text"], Invalid(Words with { Text = "" }));
        Assert.Equal(["Text"], Invalid(Words with { Text = "a\0b" }));
        Assert.Equal(["Text"], Invalid(Words with { Text = new('x', SetClipboard.MostText + 1) }));
    }
}
