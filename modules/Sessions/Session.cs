using MeshEvents.Contracts.Devices;
using MeshEvents.Contracts.Identity;
using MeshEvents.Contracts.Sessions;
using MeshEvents.Kernel;

namespace MeshEvents.Sessions;

public enum SessionState { Requested, Open, Interrupted, Over, Failed, Unknown }

/// <summary>One person's live use of one device.</summary>
[About(AboutSlot.Session)]
public sealed record Session : IAggregate<Session>, IKnowsAbout
{
    public DeviceId DeviceId { get; init; }
    public GroupId GroupId { get; init; }
    public UserId UserId { get; init; }
    public ChannelKind Kind { get; init; }
    public SessionState State { get; init; }
    public long BytesUp { get; init; }
    public long BytesDown { get; init; }

    /// <summary>How far the device has come with asking its person, in this opening; null: it has not begun.</summary>
    public ConsentStep? Consent { get; init; }

    /// <summary>Of the tunnel that is open now.</summary>
    public DateTimeOffset? OpenedAt { get; init; }

    /// <summary>Of the tunnels before it.</summary>
    public double SecondsBefore { get; init; }

    /// <summary>How often its tunnel was interrupted; tells one interruption's time-out from the next one's.</summary>
    public int Interruptions { get; init; }

    /// <summary>How long its tunnels were open, up to this moment.</summary>
    public double Seconds(DateTimeOffset now) => SecondsBefore + (OpenedAt is { } opened ? Math.Round((now - opened).TotalSeconds, 3) : 0);

    public About About => new(DeviceId.Value, GroupId.Value, UserId.Value);

    public bool Running => State is SessionState.Requested or SessionState.Open or SessionState.Interrupted;

    public static Session Evolve(Session session, Fact fact) => fact switch
    {
        SessionRequested e   => session with { DeviceId = e.DeviceId, GroupId = e.GroupId, UserId = e.UserId, Kind = e.Kind },
        SessionOpened e      => session with { State = SessionState.Open, OpenedAt = e.At, Consent = null },
        SessionInterrupted e => session with
        {
            State = SessionState.Interrupted, BytesUp = e.BytesUp, BytesDown = e.BytesDown, SecondsBefore = e.Seconds, OpenedAt = null, Interruptions = session.Interruptions + 1,
        },
        SessionRejoined      => session with { State = SessionState.Requested },
        ConsentTold          => session with { Consent = ConsentStep.Told },
        ConsentAsked         => session with { Consent = ConsentStep.Asked },
        ConsentGiven         => session with { Consent = ConsentStep.Given },
        ConsentRefused       => session with { Consent = ConsentStep.Refused },
        ConsentTimedOut      => session with { Consent = ConsentStep.TimedOut },
        ConsentImpossible    => session with { Consent = ConsentStep.Nobody },
        SessionEnded         => session with { State = SessionState.Over },
        SessionFailed        => session with { State = SessionState.Failed },
        SessionUnknown       => session with { State = SessionState.Unknown },
        _                    => session,
    };
}
