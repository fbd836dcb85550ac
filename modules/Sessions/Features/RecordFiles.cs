using MeshEvents.Bus;
using MeshEvents.Contracts.Sessions;
using MeshEvents.Kernel;

namespace MeshEvents.Sessions.Features;

/// <summary>Asked by what reads along in a files tunnel: this was done to the files of the device. Also of a session that has ended since: it was done before.</summary>
public sealed record RecordFiles(SessionId SessionId, IReadOnlyList<Fact> Done) : ICommand
{
    public static Decision Decide(RecordFiles c, Session session) => c.Done.Count == 0 ? Decision.Nothing : Decision.Of([.. c.Done]);

    internal static void Map(Slices slices) => slices.Change<Session, RecordFiles>(Slices.Inside, _ => Need.Inside, Decide, stream: c => c.SessionId);
}
