using MeshEvents.Contracts.Devices;
using MeshEvents.Contracts.Sessions;
using MeshEvents.Kernel;
using MeshEvents.Store;

namespace MeshEvents.Sessions.Views;

/// <summary>Sessions that are not over. Inline: the start that follows a death must find every one of them.</summary>
public sealed record RunningSession(SessionId Id, DeviceId DeviceId)
{
    public static RunningSession? Evolve(RunningSession? row, IEvent e) => e.Data switch
    {
        SessionRequested x => new(new(e.StreamId), x.DeviceId),
        SessionEnded or SessionFailed or SessionUnknown => null,
        _ => row,
    };

    internal static void Map(Projections projections) => projections.SingleStream<RunningSession>(Evolve)
        .Of(typeof(SessionRequested), typeof(SessionEnded), typeof(SessionFailed), typeof(SessionUnknown)).Columns("device_id").Inline();
}
