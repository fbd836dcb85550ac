using MeshEvents.Agent.Actions;
using MeshEvents.Agent.Platform.Desktop;
using MeshEvents.Agent.Platform.Linux.X11;
using MeshEvents.Agent.Tests.Support;

namespace MeshEvents.Agent.Tests.Actions;

/// <summary>Messages and the clipboard on a real X server.</summary>
public sealed class ScreenActionTests : IAsyncLifetime
{
    VirtualDisplay display = null!;
    PersonAt person = null!;
    INotices notices = null!;

    public async Task InitializeAsync()
    {
        display = await VirtualDisplay.StartAsync();
        person = await PersonAt.SitDownAsync(display);
        notices = display.Screens.NewNotices(TimeProvider.System);
    }

    public async Task DisposeAsync()
    {
        await notices.DisposeAsync();
        await person.DisposeAsync();
        await display.DisposeAsync();
    }

    [Fact] public async Task A_message_stays_until_the_person_closes_it()
    {
        var asked = Asked.Start(new ShowMessage(display.Screens, notices), """{"title":"","text":"hello","seconds":60}""");
        await person.CloseAsync(lines: 1);
        var outcome = await Deadline.Within(asked, "the message to be closed");
        Assert.Equal((ActionEnd.Done, "The person closed it.", true), (outcome.End, outcome.Why, outcome.Json().GetProperty("closed").GetBoolean()));
        await person.SeesQuestionAsync(ever: false);
    }

    [Fact] public async Task One_that_nobody_closes_goes_when_its_time_is_over()
    {
        var outcome = await Asked.DoAsync(new ShowMessage(display.Screens, notices), """{"title":"","text":"hello","seconds":1}""");
        Assert.Equal((ActionEnd.Done, false), (outcome.End, outcome.Json().GetProperty("closed").GetBoolean()));
    }

    [Fact] public async Task A_notification_is_seen_and_does_not_wait()
    {
        Assert.Equal(ActionEnd.Done, (await Asked.DoAsync(new ShowNotification(display.Screens, notices), """{"title":"Kitchen","text":"hello","seconds":60}""")).End);
        await person.SeesQuestionAsync();
    }

    [Fact] public async Task Where_the_screen_goes_away_the_message_was_not_read()
    {
        var asked = Asked.Start(new ShowMessage(display.Screens, notices), """{"title":"","text":"hello","seconds":60}""");
        await person.SeesQuestionAsync();
        display.Kill();
        Assert.Equal(ActionEnd.Failed, (await Deadline.Within(asked, "the action to end")).End);
    }

    [Fact] public async Task What_is_put_on_the_clipboard_can_be_read_there_until_another_is_copied()
    {
        var set = new SetClipboard(display.Screens);
        Assert.Equal(ActionEnd.Done, (await Asked.DoAsync(set, """{"text":"Straße"}""")).End);
        var read = await Asked.DoAsync(new ReadClipboard(display.Screens, TimeProvider.System), "{}");
        Assert.Equal(("Straße", 7), (read.Json().GetProperty("text").GetString(), read.Json().GetProperty("bytes").GetInt32()));

        await using var other = await display.Screens.OpenClipboardAsync(1000, _ => { });
        await other.SetAsync("theirs");
        await Deadline.Until(async () => (await Asked.DoAsync(new ReadClipboard(display.Screens, TimeProvider.System), "{}")).Json().GetProperty("text").GetString() == "theirs", "the other's text");
        Assert.Equal(ActionEnd.Done, (await Asked.DoAsync(set, """{"text":"again"}""")).End);
        Assert.Equal("again", (await Asked.DoAsync(new ReadClipboard(display.Screens, TimeProvider.System), "{}")).Json().GetProperty("text").GetString());
    }

    [Fact] public async Task An_empty_clipboard_is_said() => Assert.StartsWith("There is no text", (await Asked.DoAsync(new ReadClipboard(display.Screens, TimeProvider.System), "{}")).Why, StringComparison.Ordinal);

    [Fact] public void Without_a_screen_it_is_not_offered_and_the_reason_is_a_sentence()
    {
        var none = new NoScreens("tests");
        foreach (IAction action in new IAction[] { new ShowMessage(none, notices), new ShowNotification(none, notices), new ReadClipboard(none, TimeProvider.System), new SetClipboard(none) })
            Assert.Equal((false, none.WhyNot()), (action.Works, action.WhyNot));
    }
}
