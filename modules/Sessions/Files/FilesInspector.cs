using MeshEvents.Contracts.Devices;
using MeshEvents.Contracts.Relay;
using MeshEvents.Contracts.Sessions;
using MeshEvents.Kernel;
using MeshEvents.Sessions.Features;

namespace MeshEvents.Sessions.Files;

/// <summary>Makes facts of what passes in the tunnels of files sessions.</summary>
sealed class FilesInspector(FactRecorder recorder) : IInspectTunnels
{
    public ChannelKind Kind => ChannelKind.Files;

    public ITunnelInspection Begin(SessionId session, Actor user) => new FilesInspection(facts => recorder.RecordAsync(session, new RecordFiles(session, facts), user));
}
