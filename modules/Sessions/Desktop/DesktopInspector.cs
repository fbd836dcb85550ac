using MeshEvents.Contracts.Devices;
using MeshEvents.Contracts.Relay;
using MeshEvents.Contracts.Sessions;
using MeshEvents.Kernel;
using MeshEvents.Sessions.Features;

namespace MeshEvents.Sessions.Desktop;

/// <summary>Makes facts of the clipboards that pass in the tunnels of desktop sessions.</summary>
sealed class DesktopInspector(FactRecorder recorder) : IInspectTunnels
{
    public ChannelKind Kind => ChannelKind.Desktop;

    public ITunnelInspection Begin(SessionId session, Actor user) =>
        new DesktopInspection(facts => recorder.RecordAsync(session, new RecordClipboard(session, [.. facts.OfType<ClipboardPassed>()]), user));
}
