using MeshEvents.Bus;
using MeshEvents.Contracts.Relay;
using MeshEvents.Contracts.Sessions;
using MeshEvents.Kernel;
using MeshEvents.Store;

namespace MeshEvents.Sessions.Features;

/// <summary>End a session now, for both sides.</summary>
public sealed record EndSession(SessionId SessionId) : ICommand
{
    public sealed record Known(long Up, long Down);

    internal static Task<Known?> Load(EndSession c, Reads reads)
    {
        var (up, down) = reads.Ask<ITickets>().Passed(c.SessionId);
        return Task.FromResult<Known?>(new(up, down));
    }

    public static Decision Decide(EndSession c, Session session, Known passed, Ask ask) => Ended(c.SessionId, session, passed, ask, ask.By.Id == session.UserId.Value ? "Ended by its owner." : "Ended by somebody else.");

    internal static Decision Ended(SessionId id, Session session, Known passed, Ask ask, string why) =>
        session.Running ? Decision.Of(new SessionEnded(why, session.BytesUp + passed.Up, session.BytesDown + passed.Down, session.Seconds(ask.At))).Then(new CloseTunnels(id, why)) : Decision.Nothing;

    internal static void Map(Slices slices) =>
        slices.Change<Session, EndSession, Known>("DELETE /api/sessions/{sessionId}", c => SessionPermissions.Use.On(c.SessionId), Load, Decide);
}

/// <summary>End a session because what it stood on is gone: the device was retired, a right was taken.</summary>
public sealed record CutSession(SessionId SessionId, string Why) : ICommand
{
    internal static Task<EndSession.Known?> Load(CutSession c, Reads reads) => EndSession.Load(new(c.SessionId), reads);

    public static Decision Decide(CutSession c, Session session, EndSession.Known passed, Ask ask) => EndSession.Ended(c.SessionId, session, passed, ask, c.Why);

    internal static void Map(Slices slices) =>
        slices.Change<Session, CutSession, EndSession.Known>(Slices.Inside, _ => Need.Inside, Load, Decide, stream: c => c.SessionId);
}
