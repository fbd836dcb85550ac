using MeshEvents.Sessions;
using MeshEvents.Sessions.Features;
using static MeshEvents.Testing.Story;

namespace MeshEvents.Modules.Tests.Sessions.Features;

public sealed class GiveUpSessionTests
{
    static readonly SessionRequested Requested = new(Some.Device, Some.Group, Some.Mira, ChannelKind.Terminal, null);
    static readonly SessionOpened Opened = new(Some.Now.AddSeconds(-10));
    static readonly SessionInterrupted Cut = new(3, 4, 5);

    static Made After(int interruptions, params Fact[] history) => Given<Session>(history).When(new GiveUpSession(Some.Session, interruptions), GiveUpSession.Decide);

    [Fact]
    public void A_device_that_never_came_has_failed() => After(0, Requested).Then(new SessionFailed("The device did not answer."));

    [Fact]
    public void One_that_came_in_time_is_left_alone() => After(0, Requested, Opened).ThenNothing();

    [Fact]
    public void A_cut_that_nobody_joined_again_is_the_end() => After(1, Requested, Opened, Cut).Then(new SessionEnded("The connection broke and nobody came back.", 3, 4, 5));

    [Fact]
    public void A_rejoin_that_the_device_never_answered_is_the_end_too() =>
        After(1, Requested, Opened, Cut, new SessionRejoined()).Then(new SessionEnded("The connection broke and nobody came back.", 3, 4, 5));

    [Fact]
    public void The_time_out_of_an_earlier_cut_means_nothing_later() => After(1, Requested, Opened, Cut, new SessionRejoined(), Opened, Cut).ThenNothing();

    [Fact]
    public void The_first_time_out_does_not_end_a_rejoined_session() => After(0, Requested, Opened, Cut, new SessionRejoined()).ThenNothing();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void What_is_over_stays_as_it_is(int interruptions)
    {
        After(interruptions, Requested, new SessionFailed("x")).ThenNothing();
        After(interruptions, Requested, Opened, new SessionEnded("x", 0, 0, 0)).ThenNothing();
        After(interruptions, Requested, Opened, new SessionUnknown("x")).ThenNothing();
    }
}
