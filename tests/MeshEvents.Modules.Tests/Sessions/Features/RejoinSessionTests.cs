using MeshEvents.Contracts.Relay;
using MeshEvents.Sessions;
using MeshEvents.Sessions.Features;
using static MeshEvents.Testing.Story;

namespace MeshEvents.Modules.Tests.Sessions.Features;

public sealed class RejoinSessionTests
{
    static readonly SessionRequested Requested = new(Some.Device, Some.Group, Some.Mira, ChannelKind.Terminal, null);
    static readonly SessionOpened Opened = new(Some.Now.AddSeconds(-10));
    static readonly SessionInterrupted Cut = new(3, 4, 5);
    static readonly RejoinSession.Known Online = new(StartSessionTests.Card, true, 10, 20);
    static readonly RejoinSession Rejoin = new(Some.Session);
    static readonly string Tunnel = Convert.ToHexStringLower(Asked.Fresh("tunnel").AsSpan(0, 16));

    [Fact]
    public void After_a_cut_the_same_session_goes_on() =>
        Given<Session>(Requested, Opened, Cut).Knowing(Online).When(Rejoin, RejoinSession.Decide)
            .Then(new SessionRejoined())
            .ThenSends(new CloseTunnels(Some.Session, "It was joined again.", Tunnel), new OpenChannel(Some.Device, Some.Session, ChannelKind.Terminal, Tunnel))
            .ThenLater((StartSession.Patience, new GiveUpSession(Some.Session, 1)));

    [Fact]
    public void The_person_may_know_of_the_cut_before_the_server_does() =>
        Given<Session>(Requested, Opened).Knowing(Online).When(Rejoin, RejoinSession.Decide)
            .Then(new SessionInterrupted(10, 20, 10), new SessionRejoined()).ThenLater((StartSession.Patience, new GiveUpSession(Some.Session, 1)));

    [Fact]
    public void After_a_death_of_the_server_a_new_one_takes_over()
    {
        var id = Asked.NewId<SessionId>();
        Given<Session>(Requested, Opened, new SessionUnknown("x")).Knowing(Online).When(Rejoin, RejoinSession.Decide)
            .Then().ThenAlso((id, new SessionRequested(Some.Device, Some.Group, Some.Mira, ChannelKind.Terminal, null, Some.Session)))
            .ThenSends(new OpenChannel(Some.Device, id, ChannelKind.Terminal, Tunnel, Some.Session))
            .ThenLater((StartSession.Patience, new GiveUpSession(id, 0)));
    }

    [Fact]
    public void Anothers_session_is_not_there() => Given<Session>(Requested with { UserId = Some.Noor }, Opened, Cut).Knowing(Online).When(Rejoin, RejoinSession.Decide).ThenRefused("not-there");

    [Fact]
    public void What_is_over_is_over()
    {
        Given<Session>(Requested, new SessionFailed("x")).Knowing(Online).When(Rejoin, RejoinSession.Decide).ThenRefused("sessions.over");
        Given<Session>(Requested, Opened, new SessionEnded("x", 0, 0, 0)).Knowing(Online).When(Rejoin, RejoinSession.Decide).ThenRefused("sessions.over");
    }

    [Fact]
    public void A_connection_that_broke_has_lost_bytes_and_is_over() =>
        Given<Session>(Requested with { Kind = ChannelKind.Tcp, Target = new("127.0.0.1", 22) }, Opened).Knowing(Online).When(Rejoin, RejoinSession.Decide).ThenRefused("sessions.over");

    [Fact]
    public void An_offline_device_cannot_be_joined() => Given<Session>(Requested, Opened, Cut).Knowing(Online with { Online = false }).When(Rejoin, RejoinSession.Decide).ThenRefused("sessions.device-offline");
}
