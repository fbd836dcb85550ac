using MeshEvents.Bus;
using MeshEvents.Contracts.Sessions;
using MeshEvents.Kernel;

namespace MeshEvents.Sessions.Features;

/// <summary>
/// Asked by the clock: a session whose device never came has failed, one whose tunnel broke and was not joined again has ended, and both say so.
/// </summary>
/// <param name="Interruptions">Which wait this is about: a session that went on since is left alone.</param>
public sealed record GiveUpSession(SessionId SessionId, int Interruptions) : ICommand
{
    public static Decision Decide(GiveUpSession c, Session session, Ask ask) => session switch
    {
        { State: SessionState.Requested } when session.Interruptions == c.Interruptions && c.Interruptions == 0 => new SessionFailed("The device did not answer."),
        { State: SessionState.Interrupted or SessionState.Requested } when session.Interruptions == c.Interruptions =>
            new SessionEnded("The connection broke and nobody came back.", session.BytesUp, session.BytesDown, session.Seconds(ask.At)),
        _ => Decision.Nothing,
    };

    internal static void Map(Slices slices) =>
        slices.Change<Session, GiveUpSession>(Slices.Inside, _ => Need.Inside, Decide, stream: c => c.SessionId);
}
