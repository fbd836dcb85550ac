using MeshEvents.Wire.Files;

namespace MeshEvents.Agent.Channels.Files;

/// <summary>
/// The uploads that were finished last. Whose connection broke before the answer came begins the same transfer again, and is to hear that it is done, not that the
/// name is taken.
/// </summary>
sealed class FinishedUploads
{
    const int Limit = 256;

    readonly object gate = new();         // a monitor: at a Lock the published agent was seen to hang
    readonly OrderedDictionary<string, FileDone> answers = [];

    public void Add(string part, FileDone answer)
    {
        lock (gate)
        {
            answers.Remove(part);
            if (answers.Count == Limit) answers.RemoveAt(0);
            answers.Add(part, answer);
        }
    }

    /// <summary>What was answered, if this is that upload.</summary>
    public FileDone? Find(string part, PutFile put)
    {
        lock (gate) return !put.Restart && answers.TryGetValue(part, out var answer) && answer.Size == put.Size ? answer with { RequestId = put.RequestId } : null;
    }
}
