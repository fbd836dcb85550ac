using MeshEvents.Bus;
using MeshEvents.Contracts.Devices;
using MeshEvents.Contracts.Sessions;
using MeshEvents.Kernel;

namespace MeshEvents.Sessions.Features;

/// <summary>Asked by the relay when both ends are there, before either is told to begin.</summary>
public sealed record OpenSession(SessionId SessionId) : ICommand<SessionOpening>
{
    public static Decision<SessionOpening> Decide(OpenSession c, Session session, Ask ask) =>
        session.State is SessionState.Requested
            ? Decision.Of(new SessionOpened(ask.At)).Answer(new SessionOpening(ask.At))
            : Refuse.Conflict("sessions.over", "This session is over, or already open.");

    internal static void Map(Slices slices) => slices.Change<Session, OpenSession>(Slices.Inside, _ => Need.Inside, Decide, stream: c => c.SessionId);
}

/// <param name="At">Tells this opening from a later one.</param>
public sealed record SessionOpening(DateTimeOffset At);

/// <summary>Asked by the relay when a tunnel is over.</summary>
/// <param name="Why">Null when it broke without a goodbye: the shell is kept for a minute.</param>
public sealed record CloseSession(SessionId SessionId, DateTimeOffset OpenedAt, string? Why, long BytesUp, long BytesDown) : ICommand
{
    /// <summary>The agent keeps a shell for 60 s; then nobody can come back.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromSeconds(65);

    public static Decision Decide(CloseSession c, Session session, Ask ask)
    {
        if (session.State is not SessionState.Open || session.OpenedAt != c.OpenedAt) return Decision.Nothing;
        var (up, down) = (session.BytesUp + c.BytesUp, session.BytesDown + c.BytesDown);
        // the program at either end has lost bytes: nobody can go on there
        if ((c.Why ?? (session.Kind is ChannelKind.Tcp ? "The connection broke." : null)) is { } why) return new SessionEnded(why, up, down, session.Seconds(ask.At));
        return Decision.Of(new SessionInterrupted(up, down, session.Seconds(ask.At))).Later(Kept, new GiveUpSession(c.SessionId, session.Interruptions + 1));
    }

    internal static void Map(Slices slices) => slices.Change<Session, CloseSession>(Slices.Inside, _ => Need.Inside, Decide, stream: c => c.SessionId);
}

/// <summary>Asked at the start: the server that held this session died with it.</summary>
public sealed record LoseSession(SessionId SessionId) : ICommand
{
    public static Decision Decide(LoseSession c, Session session) =>
        session.Running ? new SessionUnknown("The server stopped without ending it: what happened after its last event is not known.") : Decision.Nothing;

    internal static void Map(Slices slices) => slices.Change<Session, LoseSession>(Slices.Inside, _ => Need.Inside, Decide, stream: c => c.SessionId);
}
