using System.Collections.Concurrent;

namespace MeshEvents.Store;

/// <summary>
/// States of long streams, folded a moment ago: what is asked next of the same stream folds only what came since. Facts never change, so a state is right for its version
/// forever; what may not live on is what was opened in it, and so it is forgotten when a person is erased, and soon after in any case (audit.md 11).
/// </summary>
sealed class RecentStates(TimeProvider time)
{
    /// <summary>Together with the time that a person's key is kept: a minute, as long as an erasure on another node may take.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromSeconds(60) - PersonKeys.Kept;

    /// <summary>A shorter stream is folded as fast as it is looked up; and how many are kept at most.</summary>
    public const int LongFrom = 32, Most = 1000;

    readonly ConcurrentDictionary<(Guid Tenant, Guid Stream, Type Of), Entry> states = [];
    int era;

    sealed record Entry(object State, long Version, DateTimeOffset Since);

    /// <summary>Changes with each forgetting: a state that was folded before it is not kept after it.</summary>
    public int Era => Volatile.Read(ref era);

    public int Count => states.Count;

    public (T State, long Version, DateTimeOffset Since)? Find<T>(Guid tenant, Guid stream) where T : class =>
        states.TryGetValue((tenant, stream, typeof(T)), out var held) && Lives(held) ? ((T)held.State, held.Version, held.Since) : null;

    /// <param name="since">When the first of its facts was read, or earlier.</param>
    /// <param name="from">The era in which that was.</param>
    public void Keep<T>(Guid tenant, Guid stream, T state, long version, DateTimeOffset since, int from) where T : class
    {
        if (version < LongFrom) return;
        if (states.Count >= Most) MakeRoom();
        states[(tenant, stream, typeof(T))] = new(state, version, since);
        if (from != Era) states.Clear();
    }

    public void Forget()
    {
        Interlocked.Increment(ref era);
        states.Clear();
    }

    bool Lives(Entry held) => time.GetUtcNow() - held.Since < Kept;

    // what is forgotten is only folded again
    void MakeRoom()
    {
        foreach (var old in states.Where(s => !Lives(s.Value))) states.TryRemove(old);
        if (states.Count >= Most) states.Clear();
    }
}
