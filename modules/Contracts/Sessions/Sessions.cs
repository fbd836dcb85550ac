using MeshEvents.Contracts.Devices;
using MeshEvents.Contracts.Identity;
using MeshEvents.Kernel;

namespace MeshEvents.Contracts.Sessions;

public readonly record struct SessionId(Guid Value) : IId { public override string ToString() => Value.ToString(); }

public static class SessionPermissions
{
    public static Permission<DeviceId> To(ChannelKind kind) => kind switch
    {
        ChannelKind.Terminal => DevicePermissions.Terminal,
        ChannelKind.Desktop => DevicePermissions.Desktop,
        _ => DevicePermissions.Files,
    };
}

/// <param name="Continues">The session whose shell goes on in this one, after the server that held it died.</param>
public sealed record SessionRequested(DeviceId DeviceId, UserId UserId, ChannelKind Kind, string? Reason, SessionId? Continues = null) : Fact;

/// <summary>Both ends are there and their rights were judged again; committed before either end is told to begin.</summary>
public sealed record SessionOpened : Fact;

/// <summary>The tunnel broke and a new one was asked for the same shell.</summary>
public sealed record SessionRejoined : Fact;

/// <summary>The tunnel broke without a goodbye; the shell is kept a while.</summary>
public sealed record SessionInterrupted(long BytesUp, long BytesDown) : Fact;
public sealed record SessionFailed(string Why) : Fact;

/// <param name="BytesUp">From the person to the device, over all tunnels of the session.</param>
public sealed record SessionEnded(string Why, long BytesUp, long BytesDown, double Seconds) : Fact;

/// <summary>The server that held it died: what happened after its last event is not known.</summary>
public sealed record SessionUnknown(string Why) : Fact;
