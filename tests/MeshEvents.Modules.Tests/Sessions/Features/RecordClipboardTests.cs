using MeshEvents.Modules.Tests.Relay;
using MeshEvents.Sessions;
using MeshEvents.Sessions.Features;

using MeshEvents.Wire.Relay;
using static MeshEvents.Testing.Story;

namespace MeshEvents.Modules.Tests.Sessions.Features;

public sealed class RecordClipboardTests
{
    static readonly SessionRequested Requested = new(Some.Device, Some.Group, Some.Mira, ChannelKind.Desktop, null);

    [Fact]
    public void Each_passing_becomes_true() =>
        Given<Session>(Requested).When(new RecordClipboard(Some.Session, [new(true, 3), new(false, 9)]), RecordClipboard.Decide).Then(new ClipboardPassed(true, 3), new ClipboardPassed(false, 9));

    [Fact]
    public void None_is_no_news() => Given<Session>(Requested).When(new RecordClipboard(Some.Session, []), RecordClipboard.Decide).ThenNothing();
}

/// <summary>Clipboards over the relay: passed on as they are, their length in the history, and nothing from who may only look.</summary>
[Collection(OneServer.Name)]
public sealed class RecordClipboardOverTheRelay(ServerFixture server)
{
    async Task<(Call Call, RelaySide Browser, RelaySide Agent)> OpenAsync(uint rights)
    {
        var call = await Call.StartAsync(server, rights, ChannelKind.Desktop);
        var (browser, agent) = await call.JoinAsync("2");
        return (call, browser, agent);
    }

    static string Text(RelayControl control) => System.Text.Encoding.UTF8.GetString(RelayControlWriter.Write(control));

    [Fact]
    public async Task Both_ways_with_length_and_never_the_text()
    {
        var (call, browser, agent) = await OpenAsync(Rights.RemoteControl);
        await using (call)
        {
            await browser.SayAsync(Text(new RelayClipboard("secret")));
            Assert.Equal(Text(new RelayClipboard("secret")), await agent.TextAsync());
            var longer = Text(new RelayClipboard(new('x', 200_000)));            // many pieces on its way
            await agent.SayAsync(longer);
            Assert.Equal(longer, await browser.TextAsync());
            await Waiting.Until(async () => (await server.HistoryAsync(call.Session)).Count(e => e.Data is ClipboardPassed) == 2, "both clipboards in the history");
            Assert.Equal([new ClipboardPassed(true, 6), new ClipboardPassed(false, 200_000)], (await server.HistoryAsync(call.Session)).Select(e => e.Data).OfType<ClipboardPassed>());
        }
    }

    [Fact]
    public async Task Who_may_only_look_puts_nothing_into_it()
    {
        var (call, browser, agent) = await OpenAsync(Rights.RemoteControl | Rights.ViewOnly);
        await using (call)
        {
            await browser.SayAsync(Text(new RelayClipboard("secret")));
            await browser.SayAsync(Text(new RelayClipboard(new('x', 200_000))));
            await browser.SayAsync(Text(new RelayRtt(7)));
            string? text;
            do
            {
                text = await agent.TextAsync();
                Assert.DoesNotContain("secret", text);
                Assert.DoesNotContain("xxx", text);
            }
            while (text != Text(new RelayRtt(7)));
            await browser.GoodbyeAsync();
            Assert.DoesNotContain((await server.HistoryAsync(call.Session)), e => e.Data is ClipboardPassed);
        }
    }
}
