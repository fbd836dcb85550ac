using Microsoft.Extensions.Logging;

namespace MeshEvents.Store;

/// <summary>
/// Brings the pushes of all views into one order: a push goes out when every running shard has passed its number, so that the feed's
/// <c>Last-Event-ID</c> never hides an earlier row. A shard that stands still is not waited for.
/// </summary>
sealed class PushOut(ILogger log)
{
    readonly Lock gate = new();
    readonly Dictionary<string, long> positions = [];
    readonly PriorityQueue<Pushed, (long Sequence, long Order)> waiting = new();
    long order;

    /// <summary>Told on the daemon's threads, one push at a time: it must hand over and return.</summary>
    public event Action<Pushed>? Out;

    public void Reached(string shard, long position, IReadOnlyList<Pushed> pushes)
    {
        lock (gate)
        {
            positions[shard] = position;
            foreach (var push in pushes) waiting.Enqueue(push, (push.Sequence, order++));
            Release();
        }
    }

    public void Halted(string shard, bool halted, long position)
    {
        lock (gate)
        {
            if (halted) positions.Remove(shard); else positions[shard] = position;
            Release();
        }
    }

    /// <summary>The daemon begins or ends: positions and what waited are of the past.</summary>
    public void Reset(IEnumerable<(string Shard, long Position)> shards)
    {
        lock (gate)
        {
            positions.Clear();
            waiting.Clear();
            foreach (var (shard, position) in shards) positions[shard] = position;
        }
    }

    void Release()
    {
        var final = positions.Count == 0 ? long.MaxValue : positions.Values.Min();
        while (waiting.TryPeek(out var push, out var at) && at.Sequence <= final)
        {
            waiting.Dequeue();
            try
            {
                Out?.Invoke(push);
            }
            catch (Exception e)
            {
                log.PushFailed(push.View, push.Key, e);
            }
        }
    }
}
