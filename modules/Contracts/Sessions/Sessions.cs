using MeshEvents.Contracts.Devices;
using MeshEvents.Contracts.Identity;
using MeshEvents.Kernel;

namespace MeshEvents.Contracts.Sessions;

[About(AboutSlot.Session)]
public readonly record struct SessionId(Guid Value) : IId { public override string ToString() => Value.ToString(); }

public static class SessionPermissions
{
    /// <summary>End or re-join a session; whose it is decides the rest.</summary>
    public static readonly Permission<SessionId> Use = new("sessions:use");

    public static Permission<DeviceId> To(ChannelKind kind) => kind switch
    {
        ChannelKind.Terminal => DevicePermissions.Terminal,
        ChannelKind.Desktop => DevicePermissions.Desktop,
        ChannelKind.Tcp => DevicePermissions.Relay,
        _ => DevicePermissions.Files,
    };
}

/// <param name="Continues">The session whose shell goes on in this one, after the server that held it died.</param>
/// <param name="Target">Of a TCP session: where it leads.</param>
public sealed record SessionRequested(DeviceId DeviceId, GroupId GroupId, UserId UserId, ChannelKind Kind, string? Reason, SessionId? Continues = null, TcpTarget? Target = null) : Fact;

/// <summary>Both ends are there and their rights were judged again; committed before either end is told to begin.</summary>
/// <param name="At">The opening of this tunnel: what the duration counts from.</param>
public sealed record SessionOpened(DateTimeOffset At) : Fact;

/// <summary>The tunnel broke and a new one was asked for the same shell.</summary>
public sealed record SessionRejoined : Fact;

/// <summary>The tunnel broke without a goodbye; the shell is kept a while.</summary>
public sealed record SessionInterrupted(long BytesUp, long BytesDown, double Seconds) : Fact;
public sealed record SessionFailed(string Why) : Fact;

/// <param name="BytesUp">From the person to the device, over all tunnels of the session.</param>
/// <param name="Seconds">How long tunnels were open.</param>
public sealed record SessionEnded(string Why, long BytesUp, long BytesDown, double Seconds) : Fact;

/// <summary>The server that held it died: what happened after its last event is not known.</summary>
public sealed record SessionUnknown(string Why) : Fact;

/// <summary>Sessions' narrow interface, for the relay: what becomes of a session is decided there, and committed before these return.</summary>
public interface ISessionBook
{
    /// <summary>Both ends are there.</summary>
    /// <returns>When it opened; null: it is over, and nobody is told to begin.</returns>
    Task<DateTimeOffset?> OpenAsync(SessionId session, Actor user, CancellationToken stop);

    /// <summary>The device says how far it has come with asking its person.</summary>
    /// <returns>False: it has no word in this session, or said it out of turn.</returns>
    Task<bool> ConsentAsync(SessionId session, DeviceId device, Guid tenant, ConsentStep step, int seconds);

    /// <summary>A tunnel is over.</summary>
    /// <param name="openedAt">Which opening; a session that was joined again since is left alone.</param>
    /// <param name="why">Null when it broke without a goodbye and the shell may be kept.</param>
    Task ClosedAsync(SessionId session, Actor user, DateTimeOffset openedAt, string? why, long bytesUp, long bytesDown);
}
