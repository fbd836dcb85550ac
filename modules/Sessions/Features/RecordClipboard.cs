using MeshEvents.Bus;
using MeshEvents.Contracts.Sessions;
using MeshEvents.Kernel;

namespace MeshEvents.Sessions.Features;

/// <summary>Asked by what reads along in a desktop tunnel: these clipboards passed. Also of a session that has ended since.</summary>
public sealed record RecordClipboard(SessionId SessionId, IReadOnlyList<ClipboardPassed> Passed) : ICommand
{
    public static Decision Decide(RecordClipboard c, Session session) => c.Passed.Count == 0 ? Decision.Nothing : Decision.Of([.. c.Passed]);

    internal static void Map(Slices slices) => slices.Change<Session, RecordClipboard>(Slices.Inside, _ => Need.Inside, Decide, stream: c => c.SessionId);
}
