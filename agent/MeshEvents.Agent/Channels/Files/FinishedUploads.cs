using MeshEvents.Agent.Platform.Files;
using MeshEvents.Wire.Files;

namespace MeshEvents.Agent.Channels.Files;

/// <summary>
/// The uploads that were finished last. Whose connection broke before the answer came begins the same transfer again in the same session, and is to hear that it is
/// done, not that the name is taken. In another session it is another wish, as when somebody copies the same file once more.
/// </summary>
sealed class FinishedUploads
{
    const int Limit = 256;

    readonly object gate = new();         // a monitor: at a Lock the published agent was seen to hang
    readonly OrderedDictionary<(Guid Session, string Part), (FileDone Answer, FileEntry Made)> all = [];

    public void Add(Guid session, string part, FileDone answer, FileEntry made)
    {
        lock (gate)
        {
            all.Remove((session, part));
            if (all.Count == Limit) all.RemoveAt(0);
            all.Add((session, part), (answer, made));
        }
    }

    /// <summary>What was answered, and what was made.</summary>
    public (FileDone Answer, FileEntry Made)? Find(Guid session, string part)
    {
        lock (gate) return all.TryGetValue((session, part), out var found) ? found : null;
    }
}
