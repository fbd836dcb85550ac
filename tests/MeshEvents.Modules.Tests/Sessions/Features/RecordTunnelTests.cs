using MeshEvents.Sessions;
using MeshEvents.Sessions.Features;
using static MeshEvents.Testing.Story;

namespace MeshEvents.Modules.Tests.Sessions.Features;

public sealed class RecordTunnelTests
{
    static readonly SessionRequested Requested = new(Some.Device, Some.Group, Some.Mira, ChannelKind.Terminal, null);
    static readonly SessionOpened Opened = new(Some.Now.AddSeconds(-10));
    static readonly CloseSession Broken = new(Some.Session, Opened.At, null, 100, 200);

    [Fact]
    public void Opening_tells_when()
    {
        var made = Given<Session>(Requested).When(new OpenSession(Some.Session), OpenSession.Decide).Then(new SessionOpened(Some.Now));
        Assert.Equal(new SessionOpening(Some.Now), made.Answer<SessionOpening>());
    }

    [Fact]
    public void Nobody_is_told_to_begin_when_it_is_over_or_open()
    {
        Given<Session>(Requested, Opened).When(new OpenSession(Some.Session), OpenSession.Decide).ThenRefused("sessions.over");
        Given<Session>(Requested, new SessionFailed("x")).When(new OpenSession(Some.Session), OpenSession.Decide).ThenRefused("sessions.over");
        Given<Session>(Requested, new SessionEnded("x", 0, 0, 0)).When(new OpenSession(Some.Session), OpenSession.Decide).ThenRefused("sessions.over");
    }

    [Fact]
    public void A_goodbye_ends_it_with_all_bytes() =>
        Given<Session>(Requested, Opened with { At = Some.Now.AddSeconds(-60) }, new SessionInterrupted(1, 2, 30), new SessionRejoined(), Opened)
            .When(Broken with { Why = "The shell ended." }, CloseSession.Decide).Then(new SessionEnded("The shell ended.", 101, 202, 40));

    [Fact]
    public void A_cut_keeps_the_shell_for_a_while() =>
        Given<Session>(Requested, Opened).When(Broken, CloseSession.Decide).Then(new SessionInterrupted(100, 200, 10)).ThenLater((CloseSession.Kept, new GiveUpSession(Some.Session, 1)));

    [Fact]
    public void A_cut_ends_a_connection_to_a_port() =>
        Given<Session>(Requested with { Kind = ChannelKind.Tcp }, Opened).When(Broken, CloseSession.Decide).Then(new SessionEnded("The connection broke.", 100, 200, 10));

    [Fact]
    public void The_end_of_an_older_tunnel_means_nothing() => Given<Session>(Requested, Opened).When(Broken with { OpenedAt = Opened.At.AddSeconds(-1) }, CloseSession.Decide).ThenNothing();

    [Fact]
    public void What_is_over_is_not_closed_again() => Given<Session>(Requested, Opened, new SessionEnded("x", 0, 0, 0)).When(Broken, CloseSession.Decide).ThenNothing();

    [Fact]
    public void A_server_that_died_leaves_an_unknown_end()
    {
        Assert.IsType<SessionUnknown>(LoseSession.Decide(new(Some.Session), Given<Session>(Requested, Opened).State).Facts.Single());
        Given<Session>(Requested, new SessionFailed("x")).When(new LoseSession(Some.Session), LoseSession.Decide).ThenNothing();
    }
}
