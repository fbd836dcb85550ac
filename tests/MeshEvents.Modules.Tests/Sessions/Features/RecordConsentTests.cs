using MeshEvents.Modules.Tests.Relay;
using MeshEvents.Sessions;
using MeshEvents.Sessions.Features;
using MeshEvents.Wire.Relay;

namespace MeshEvents.Modules.Tests.Sessions.Features;

public sealed class RecordConsentTests
{
    static readonly SessionRequested Requested = new(Some.Device, Some.Group, Some.Mira, ChannelKind.Desktop, null);
    static readonly SessionOpened Opened = new(Some.Now);

    static Decision Decide(DeviceId by, ConsentStep step, params Fact[] history) => RecordConsent.Decide(new(Some.Session, step, 30),
        history.Aggregate(new Session(), Session.Evolve), Story.Asked with { By = new Actor(ActorKind.Agent, by.Value, "pc", Guid.Empty, Via.Agent) });

    [Fact]
    public void The_answer_follows_the_question()
    {
        Assert.Equal<Fact>([new ConsentAsked(30)], Decide(Some.Device, ConsentStep.Asked, Requested, Opened).Facts);
        Assert.Equal<Fact>([new ConsentGiven()], Decide(Some.Device, ConsentStep.Given, Requested, Opened, new ConsentAsked(30)).Facts);
        Assert.Equal<Fact>([new ConsentRefused()], Decide(Some.Device, ConsentStep.Refused, Requested, Opened, new ConsentAsked(30)).Facts);
        Assert.Equal<Fact>([new ConsentTimedOut()], Decide(Some.Device, ConsentStep.TimedOut, Requested, Opened, new ConsentAsked(30)).Facts);
        Assert.Equal<Fact>([new ConsentImpossible()], Decide(Some.Device, ConsentStep.Nobody, Requested, Opened).Facts);
        Assert.Equal<Fact>([new ConsentTold()], Decide(Some.Device, ConsentStep.Told, Requested, Opened).Facts);
    }

    [Fact]
    public void Nobody_answers_what_was_not_asked_or_twice()
    {
        Assert.Equal("sessions.consent-order", Decide(Some.Device, ConsentStep.Given, Requested, Opened).Refusal?.Code);
        Assert.Equal("sessions.consent-order", Decide(Some.Device, ConsentStep.Given, Requested, Opened, new ConsentAsked(30), new ConsentRefused()).Refusal?.Code);
        Assert.Equal("sessions.consent-order", Decide(Some.Device, ConsentStep.Asked, Requested, Opened, new ConsentAsked(30)).Refusal?.Code);
        Assert.Equal("sessions.not-open", Decide(Some.Device, ConsentStep.Asked, Requested).Refusal?.Code);
    }

    [Fact]
    public void A_device_speaks_for_its_own_sessions_alone() => Assert.Equal("not-there", Decide(new(Guid.NewGuid()), ConsentStep.Asked, Requested, Opened).Refusal?.Code);

    [Fact]
    public void After_a_break_the_question_may_come_anew() => Assert.Equal<Fact>([new ConsentAsked(30)],
        Decide(Some.Device, ConsentStep.Asked, Requested, Opened, new ConsentAsked(30), new SessionInterrupted(0, 0, 1), new SessionRejoined(), Opened).Facts);
}

/// <summary>What a device says of its person, over the relay: it stands in the history before the other side hears it.</summary>
[Collection(OneServer.Name)]
public sealed class RecordConsentOverTheRelay(ServerFixture server)
{
    async Task<(Call Call, RelaySide Browser, RelaySide Agent)> OpenAsync()
    {
        var call = await Call.StartAsync(server, kind: ChannelKind.Desktop);
        var (browser, agent) = await call.JoinAsync("2");
        return (call, browser, agent);
    }

    static Task SayAsync(RelaySide agent, RelayControl control) => agent.SayAsync(System.Text.Encoding.UTF8.GetString(RelayControlWriter.Write(control)));

    [Fact]
    public async Task Refused_ends_it_with_the_reason()
    {
        var (call, browser, agent) = await OpenAsync();
        await using (call)
        {
            await SayAsync(agent, new RelayConsent(RelayConsentState.Asked, 30));
            Assert.Contains("asked", await browser.TextAsync());
            Assert.Equal(30, Assert.IsType<ConsentAsked>((await server.HistoryAsync(call.Session))[^1].Data).Seconds);
            await SayAsync(agent, new RelayConsent(RelayConsentState.Refused));
            Assert.Contains("refused", await browser.TextAsync());
            var refused = (await server.HistoryAsync(call.Session))[^1];
            Assert.IsType<ConsentRefused>(refused.Data);
            Assert.Equal((ActorKind.Agent, call.Device.Id), (refused.By.Kind, refused.By.Id));
            await SayAsync(agent, new RelayClose());
            Assert.Equal("The person at the device refused.", (await call.EndAsync<SessionEnded>()).Why);
        }
    }

    [Fact]
    public async Task The_person_at_the_device_ends_it()
    {
        var (call, _, agent) = await OpenAsync();
        await using (call)
        {
            await SayAsync(agent, new RelayConsent(RelayConsentState.Told));
            await SayAsync(agent, new RelayClose(ByPerson: true));
            Assert.Equal("Ended by the person at the device.", (await call.EndAsync<SessionEnded>()).Why);
        }
    }

    [Fact]
    public async Task An_answer_to_no_question_ends_it()
    {
        var (call, _, agent) = await OpenAsync();
        await using (call)
        {
            await SayAsync(agent, new RelayConsent(RelayConsentState.Given));
            Assert.Equal("The device spoke out of turn.", (await call.EndAsync<SessionEnded>()).Why);
        }
    }
}
