using MeshEvents.Bus;
using MeshEvents.Contracts.Devices;
using MeshEvents.Contracts.Identity;
using MeshEvents.Contracts.Relay;
using MeshEvents.Contracts.Sessions;
using MeshEvents.Kernel;
using MeshEvents.Sessions.Views;
using MeshEvents.Store;

namespace MeshEvents.Sessions.Features;

/// <summary>
/// Go on in the same shell after the tunnel broke. Where the server itself had died, the old session is closed as unknown, and a new one that names it takes
/// over its shell.
/// </summary>
public sealed record RejoinSession(SessionId SessionId) : ICommand<SessionPass>
{
    public sealed record Known(DeviceCard Device, bool Online, long Up, long Down);

    internal static async Task<Known?> Load(RejoinSession c, Reads reads)
    {
        if (await reads.AggregateAsync<Session>(c.SessionId) is not { } session || await reads.RowAsync<DeviceCard>(session.DeviceId) is not { } device) return null;
        var (up, down) = reads.Ask<ITickets>().Passed(c.SessionId);
        return new(device, reads.Ask<IPresence>().IsOnline(session.DeviceId), up, down);
    }

    public static Decision<SessionPass> Decide(RejoinSession c, Session session, Known known, Ask ask)
    {
        if (session.UserId.Value != ask.By.Id) return Refuse.NotThere;
        if (session.State is SessionState.Over or SessionState.Failed) return Refuse.Conflict("sessions.over", "This session is over. Start a new one.");
        if (session.Kind is ChannelKind.Tcp) return Refuse.Conflict("sessions.over", "A connection that broke cannot be joined again. Start a new one.");
        if (!known.Online) return Refuse.Conflict("sessions.device-offline", "The device is not connected.");

        var tunnel = Tunnel.Fresh(ask);
        return session.State is SessionState.Unknown ? Continue(c, session, known, tunnel, ask) : Rejoin(c, session, known, tunnel, ask);
    }

    static Decision<SessionPass> Rejoin(RejoinSession c, Session session, Known known, string tunnel, Ask ask) => Interrupted(session, known, ask)
        .Then(new CloseTunnels(c.SessionId, "It was joined again.", Except: tunnel))
        .Then(new OpenChannel(session.DeviceId, c.SessionId, session.Kind, tunnel))
        .Later(StartSession.Patience, new GiveUpSession(c.SessionId, session.State is SessionState.Open ? session.Interruptions + 1 : session.Interruptions))
        .AnswerFrom((ITickets tickets) => tickets.ForBrowser(c.SessionId, tunnel, session.DeviceId, known.Device.NodeId, session.Kind, ask.By, continues: null));

    /// The person's side may know of a cut before the server does: its old tunnel ends here, with what it passed.
    static Decision Interrupted(Session session, Known known, Ask ask) => session.State is SessionState.Open
        ? [new SessionInterrupted(session.BytesUp + known.Up, session.BytesDown + known.Down, session.Seconds(ask.At)), new SessionRejoined()]
        : new SessionRejoined();

    static Decision<SessionPass> Continue(RejoinSession c, Session session, Known known, string tunnel, Ask ask)
    {
        var id = ask.NewId<SessionId>();
        return Decision.Nothing
            .Also(id, new SessionRequested(session.DeviceId, known.Device.GroupId, session.UserId, session.Kind, null, c.SessionId))
            .Then(new OpenChannel(session.DeviceId, id, session.Kind, tunnel, c.SessionId))
            .Later(StartSession.Patience, new GiveUpSession(id, 0))
            .AnswerFrom((ITickets tickets) => tickets.ForBrowser(id, tunnel, session.DeviceId, known.Device.NodeId, session.Kind, ask.By, continues: c.SessionId));
    }

    internal static void Map(Slices slices) =>
        slices.Change<Session, RejoinSession, Known>("POST /api/sessions/{sessionId}/tunnels", c => SessionPermissions.Use.On(c.SessionId), Load, Decide);
}
