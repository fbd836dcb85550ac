using MeshEvents.Agent.Platform.Desktop;
using MeshEvents.Agent.Platform.Linux.X11;
using MeshEvents.Agent.Tests.Support;
using MeshEvents.Wire;
using MeshEvents.Wire.ControlMessages;
using MeshEvents.Wire.Desktop;

namespace MeshEvents.Agent.Tests.Consent;

/// <summary>The person at a device is asked on a real X server, and answers with a real pointer and keyboard.</summary>
public sealed class ConsentTests : IAsyncLifetime
{
    SpecServer server = null!;
    VirtualDisplay display = null!;
    PersonAt person = null!;
    AgentUnderTest agent = null!;
    Peer control = null!;

    public async Task InitializeAsync()
    {
        server = await SpecServer.StartAsync();
        display = await VirtualDisplay.StartAsync();
        await display.OutputOfAsync("xsetroot", "-solid", "#c81020");
        person = await PersonAt.SitDownAsync(display);
    }

    public async Task DisposeAsync()
    {
        await agent.DisposeAsync();
        await person.DisposeAsync();
        await display.DisposeAsync();
        await server.DisposeAsync();
    }

    async Task StartAsync(ConsentBits least = ConsentBits.None, IScreens? screens = null)
    {
        agent = AgentUnderTest.Start(server, screens: screens ?? display.Screens, consent: least);
        (control, _) = await server.AuthenticatedAsync();
    }

    async Task<Peer> OpenAsync(ConsentBits consent, int protocol = 2, int seconds = 30, string session = "11111111-1111-1111-1111-111111111111", string reason = "")
    {
        await control.Commands.SendAsync("tunnel", $$"""{"action":"msg","type":"tunnel","value":"*/meshrelay.ashx?p={{protocol}}&nodeid=n&id=t1&rauth=r","usage":{{protocol}},"rights":4294967295,"consent":{{(uint)consent}},"realname":"Mira","userid":"u","session":"{{session}}","soptions":{"consentTimeout":{{seconds}}},"reason":"{{reason}}"}""");
        var tunnel = await server.TunnelAsync();
        await tunnel.SendTextAsync("c");
        await tunnel.SendTextAsync("""{"type":"options","cols":80,"rows":24}""");
        await tunnel.SendTextAsync($"{protocol}");
        return tunnel;
    }

    static Task<string> StateAsync(Peer tunnel, string state) => tunnel.TextAsync(t => t.StartsWith($$"""{"ctrlChannel":"102938","type":"consent","state":"{{state}}""", StringComparison.Ordinal));

    static Task<string> CloseAsync(Peer tunnel) => tunnel.TextAsync(t => t.Contains("\"type\":\"close\"", StringComparison.Ordinal));

    static async Task PictureAsync(Peer tunnel)
    {
        while (true)
        {
            var bytes = await tunnel.BinaryAsync();
            Assert.Equal(Progress.Done, DesktopFrames.Next(bytes, DesktopFrames.SizeLimit, out var frame, out _));
            if (frame.Command is DesktopCommand.Picture) return;
        }
    }

    [Fact] public async Task Nothing_is_shown_before_it_is_allowed()
    {
        await StartAsync();
        var tunnel = await OpenAsync(ConsentBits.AskDesktop);
        // the very first thing the other side hears, before any picture
        Assert.Equal("""{"ctrlChannel":"102938","type":"consent","state":"asked","seconds":30}""", System.Text.Encoding.UTF8.GetString((await tunnel.ReceiveAsync())!.Value.Bytes));
        await tunnel.SendTextAsync("""{"ctrlChannel":"102938","type":"rtt","time":7}""");
        Assert.Contains("\"time\":7", await tunnel.TextAsync(t => t.Contains("rtt", StringComparison.Ordinal)));
        await person.AnswerAsync(X11Faces.Allow);
        await StateAsync(tunnel, "given");
        await PictureAsync(tunnel);
        await tunnel.SendTextAsync("""{"ctrlChannel":"102938","type":"close"}""");
        await person.SeesQuestionAsync(ever: false);
    }

    [Fact] public async Task Who_is_refused_sees_nothing_and_is_told()
    {
        await StartAsync();
        var tunnel = await OpenAsync(ConsentBits.AskTerminal, protocol: 1, reason: "ticket 17");
        await StateAsync(tunnel, "asked");
        await person.AnswerAsync(X11Faces.Refuse, lines: 1);
        await StateAsync(tunnel, "refused");
        Assert.Contains("refused", await tunnel.TextAsync(t => t.Contains("console", StringComparison.Ordinal)));
        await CloseAsync(tunnel);
        Assert.Equal(0, agent.Terminals.Count);
        await person.SeesQuestionAsync(ever: false);
    }

    [Fact] public async Task No_answer_is_a_no()
    {
        await StartAsync();
        var tunnel = await OpenAsync(ConsentBits.AskFiles, protocol: 5, seconds: 1);
        await StateAsync(tunnel, "asked");
        await StateAsync(tunnel, "timedout");
        await CloseAsync(tunnel);
    }

    [Fact] public async Task Where_nobody_can_be_asked_nobody_allows()
    {
        await StartAsync(screens: new NoScreens("tests"));
        var tunnel = await OpenAsync(ConsentBits.AskTerminal, protocol: 1);
        await StateAsync(tunnel, "nobody");
        Assert.Contains("nobody is signed in", await tunnel.TextAsync(t => t.Contains("console", StringComparison.Ordinal)));
        await CloseAsync(tunnel);
    }

    [Fact] public async Task The_server_cannot_go_below_what_the_device_demands()
    {
        await StartAsync(ConsentBits.AskDesktop);
        var tunnel = await OpenAsync(ConsentBits.None);
        await StateAsync(tunnel, "asked");
        await person.AnswerAsync(X11Faces.Refuse);
        await StateAsync(tunnel, "refused");
    }

    [Fact] public async Task The_keyboard_begins_at_refuse_and_can_allow()
    {
        await StartAsync();
        var time = new ManualTime();
        await using var notices = display.Screens.NewNotices(time);
        var (shown, answer) = Ask(notices);
        await Deadline.Within(shown, "the question");
        await Deadline.Until(async () => await person.FocusAsync() == X11Faces.Refuse, "the keyboard to be at 'refuse'");
        time.Advance(TimeSpan.FromSeconds(2));
        await person.KeysAsync(0x09);                     // Tab
        await Deadline.Until(async () => await person.FocusAsync() == X11Faces.Allow, "the keyboard to be at 'allow'");
        await person.KeysAsync(0x20);
        Assert.Equal(PersonAnswer.Allowed, await Deadline.Within(answer, "the answer"));
    }

    static (Task Shown, Task<PersonAnswer> Answer) Ask(INotices notices, params string[] lines)
    {
        var shown = new TaskCompletionSource();
        return (shown.Task, notices.AskAsync(new("Mira wants to use the screen of this computer.", lines), TimeSpan.FromSeconds(30), shown.SetResult, CancellationToken.None));
    }

    [Fact] public async Task Keys_that_were_meant_for_something_else_answer_nothing()
    {
        await StartAsync();
        var time = new ManualTime();
        await using var notices = display.Screens.NewNotices(time);
        var (shown, answer) = Ask(notices, "Reason: ticket 17");
        await Deadline.Within(shown, "the question");
        await person.KeysAsync(0x0D, 0x20);               // Enter and Space, at once
        await person.AnswerAsync(X11Faces.Allow, lines: 1);         // comes after them, and finds the question unanswered
        Assert.Equal(PersonAnswer.Allowed, await Deadline.Within(answer, "the answer"));
    }

    [Fact] public async Task Who_was_allowed_comes_back_unasked_and_only_they()
    {
        await StartAsync();
        var tunnel = await OpenAsync(ConsentBits.AskDesktop);
        await StateAsync(tunnel, "asked");
        await person.AnswerAsync(X11Faces.Allow);
        await PictureAsync(tunnel);
        tunnel.Cut();
        var back = await OpenAsync(ConsentBits.AskDesktop);
        Assert.False((await back.ReceiveAsync())!.Value.IsText);           // straight to the picture
        var other = await OpenAsync(ConsentBits.AskDesktop, session: "22222222-2222-2222-2222-222222222222");
        await StateAsync(other, "asked");
        await other.SendTextAsync("""{"ctrlChannel":"102938","type":"close"}""");
        await person.SeesQuestionAsync(ever: false);
    }

    [Fact] public async Task Who_leaves_takes_their_question_along()
    {
        await StartAsync();
        var tunnel = await OpenAsync(ConsentBits.AskDesktop);
        await StateAsync(tunnel, "asked");
        await person.SeesQuestionAsync();
        await tunnel.SendTextAsync("""{"ctrlChannel":"102938","type":"close"}""");
        await person.SeesQuestionAsync(ever: false);
    }

    [Fact] public async Task Somebody_far_away_does_not_answer_for_the_person()
    {
        await StartAsync();
        var watching = await OpenAsync(ConsentBits.None);
        await PictureAsync(watching);
        var tunnel = await OpenAsync(ConsentBits.AskTerminal, protocol: 1, seconds: 4, session: "22222222-2222-2222-2222-222222222222");
        await StateAsync(tunnel, "asked");
        await person.SeesQuestionAsync();
        var (x, y) = person.PlaceOf(X11Faces.Allow);
        await watching.SendAsync([.. new DesktopInput[] { new DesktopMouse(MouseAction.LeftDown, x, y), new DesktopMouse(MouseAction.LeftUp, x, y), new DesktopKey(KeyAction.Down, 0x09), new DesktopKey(KeyAction.Down, 0x20) }.SelectMany(DesktopWriter.Write)]);
        await StateAsync(tunnel, "timedout");
    }

    [Fact] public async Task The_bar_says_who_is_there_and_its_button_ends_it()
    {
        await StartAsync();
        var tunnel = await OpenAsync(ConsentBits.Bar);
        await PictureAsync(tunnel);
        await person.EndAsync(0, "Mira: the screen since 00:00");
        Assert.Contains("ended this session", await tunnel.TextAsync(t => t.Contains("console", StringComparison.Ordinal)));
        Assert.Contains("\"by\":\"person\"", await CloseAsync(tunnel));
        await person.SeesBarAsync(ever: false);
    }

    [Fact] public async Task A_shell_that_the_person_ends_is_not_kept()
    {
        await StartAsync();
        var tunnel = await OpenAsync(ConsentBits.Bar | ConsentBits.TellTerminal, protocol: 1);
        await StateAsync(tunnel, "told");
        await person.SeesQuestionAsync();                    // a notice looks like one
        await Deadline.Until(() => agent.Terminals.Count == 1, "the shell");
        await person.EndAsync(0, "Mira: the terminal since 00:00");
        Assert.Contains("\"by\":\"person\"", await CloseAsync(tunnel));
        await Deadline.Until(() => agent.Terminals.Count == 0, "the shell to end");
    }
}
