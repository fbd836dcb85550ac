using MeshEvents.Contracts.Devices;
using MeshEvents.Contracts.Identity;
using MeshEvents.Contracts.Sessions;
using MeshEvents.Kernel;
using MeshEvents.Store;

namespace MeshEvents.Sessions.Views;

/// <summary>A session from its request to its end.</summary>
public sealed record SessionSheet(
    SessionId Id, DeviceId DeviceId, GroupId GroupId, UserId UserId, ChannelKind Kind, SessionState State, string? Reason, DateTimeOffset RequestedAt, DateTimeOffset? OpenedAt,
    DateTimeOffset? EndedAt, string? Why, long BytesUp, long BytesDown, SessionId? Continues, bool Running, long Version)
{
    public static SessionSheet? Evolve(SessionSheet? row, IEvent e) => e.Data switch
    {
        SessionRequested x => new(new(e.StreamId), x.DeviceId, x.GroupId, x.UserId, x.Kind, SessionState.Requested, x.Reason, e.At, null, null, null, 0, 0, x.Continues, true, e.Version),
        SessionOpened        => row! with { State = SessionState.Open, OpenedAt = row.OpenedAt ?? e.At, Version = e.Version },
        SessionInterrupted x => row! with { State = SessionState.Interrupted, BytesUp = x.BytesUp, BytesDown = x.BytesDown, Version = e.Version },
        SessionRejoined      => row! with { State = SessionState.Requested, Version = e.Version },
        SessionEnded x       => Over(row!, SessionState.Over, x.Why, e) with { BytesUp = x.BytesUp, BytesDown = x.BytesDown },
        SessionFailed x      => Over(row!, SessionState.Failed, x.Why, e),
        SessionUnknown x     => Over(row!, SessionState.Unknown, x.Why, e),
        _                    => row,
    };

    static SessionSheet Over(SessionSheet row, SessionState state, string why, IEvent e) => row with { State = state, Why = why, EndedAt = e.At, Running = false, Version = e.Version };

    internal static void Map(Projections projections) => projections.SingleStream<SessionSheet>(Evolve)
        .Of(typeof(SessionRequested), typeof(SessionOpened), typeof(SessionInterrupted), typeof(SessionRejoined), typeof(SessionEnded), typeof(SessionFailed), typeof(SessionUnknown))
        .Columns("requested_at", "device_id", "group_id", "user_id", "running").SeenThrough("group_id", null).Push(to: row => row.GroupId);
}
