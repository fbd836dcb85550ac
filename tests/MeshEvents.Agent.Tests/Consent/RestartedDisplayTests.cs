using MeshEvents.Agent.Platform.Desktop;
using MeshEvents.Agent.Platform.Linux.X11;
using MeshEvents.Agent.Tests.Support;

namespace MeshEvents.Agent.Tests.Consent;

/// <summary>A real X server that crashes and is started again under the person's session: who is there must be seen again, and can be ended.</summary>
public sealed class RestartedDisplayTests : IAsyncLifetime
{
    static readonly Guid session = Guid.NewGuid();

    VirtualDisplay display = null!;
    INotices notices = null!;

    public async Task InitializeAsync()
    {
        display = await VirtualDisplay.StartAsync();
        notices = display.Screens.NewNotices(TimeProvider.System);
    }

    public async Task DisposeAsync()
    {
        await notices.DisposeAsync();
        await display.DisposeAsync();
    }

    async Task RestartAsync()
    {
        display.Kill();
        await display.StartAgainAsync();
    }

    [Fact] public async Task The_bar_comes_back_each_time_and_still_ends_the_session()
    {
        var ended = new TaskCompletionSource<Guid>(TaskCreationOptions.RunContinuationsAsynchronously);
        notices.EndWanted += id => ended.TrySetResult(id);
        notices.ShowBar([new(session, "Mira sees this screen")]);
        for (var time = 0; time < 3; time++)
        {
            await using (var person = await PersonAt.SitDownAsync(display)) await person.SeesBarAsync();
            await RestartAsync();
        }
        await using var last = await PersonAt.SitDownAsync(display);
        await last.EndAsync(0, "Mira sees this screen");
        Assert.Equal(session, await Deadline.Within(ended.Task, "the session to be ended"));
        notices.ShowBar([]);
        await last.SeesBarAsync(ever: false);
    }

    [Fact] public async Task Who_left_while_it_was_away_is_not_shown_again()
    {
        notices.ShowBar([new(session, "Mira sees this screen"), new(Guid.NewGuid(), "Tom has a terminal")]);
        await using (var person = await PersonAt.SitDownAsync(display)) await person.SeesBarAsync();
        display.Kill();
        notices.ShowBar([new(session, "Mira sees this screen")]);
        await display.StartAgainAsync();

        var ended = new TaskCompletionSource<Guid>(TaskCreationOptions.RunContinuationsAsynchronously);
        notices.EndWanted += id => ended.TrySetResult(id);
        await using var last = await PersonAt.SitDownAsync(display);
        await last.EndAsync(0, "Mira sees this screen");
        Assert.Equal(session, await Deadline.Within(ended.Task, "the session to be ended"));
    }

    /// <summary>Whoever asks opens the display anew while the bar still has the dead one.</summary>
    [Fact] public async Task A_question_at_the_moment_of_the_crash_is_no_yes_and_the_bar_lives_on()
    {
        notices.ShowBar([new(session, "Mira sees this screen")]);
        for (var time = 0; time < 5; time++)
        {
            await using (var person = await PersonAt.SitDownAsync(display)) await person.SeesBarAsync();
            display.Kill();
            var asked = Enumerable.Range(0, 4).Select(_ => notices.MessageAsync(new("Lunch", ["is ready"]), TimeSpan.FromMilliseconds(1), CancellationToken.None)).ToArray();
            var question = notices.AskAsync(new("Mira wants to see this screen", []), TimeSpan.FromMilliseconds(1), () => { }, CancellationToken.None);
            await display.StartAgainAsync();
            Assert.All(await Deadline.Within(Task.WhenAll(asked), "the messages to be over"), answer => Assert.NotEqual(PersonAnswer.Allowed, answer));
            Assert.NotEqual(PersonAnswer.Allowed, await Deadline.Within(question, "the question to be over"));
        }
        await using var last = await PersonAt.SitDownAsync(display);
        await last.SeesBarAsync();
    }

    [Fact] public async Task The_person_is_asked_on_the_display_that_is_there_now()
    {
        await RestartAsync();
        await using var person = await PersonAt.SitDownAsync(display);
        var answer = notices.AskAsync(new("Mira wants to see this screen", []), TimeSpan.FromSeconds(60), () => { }, CancellationToken.None);
        await person.AnswerAsync(X11Faces.Allow);
        Assert.Equal(PersonAnswer.Allowed, await Deadline.Within(answer, "the answer"));
    }
}
