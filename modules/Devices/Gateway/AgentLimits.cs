using System.Collections.Concurrent;

namespace MeshEvents.Devices.Gateway;

/// <summary>Sockets nobody has vouched for: at most 2,000 on this node and 200 from one address, 30 seconds each.</summary>
sealed class AgentLimits
{
    public const int MostOpen = 2000, MostFromOne = 200;
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    readonly ConcurrentDictionary<string, int> byAddress = [];
    int open;
    long refused;

    public int Open => Volatile.Read(ref open);

    /// <summary>How many were turned away since the start because there were too many.</summary>
    public long Refused => Volatile.Read(ref refused);

    public bool Enter(string address)
    {
        if (HasRoom(address)) return true;
        Interlocked.Increment(ref refused);
        return false;
    }

    bool HasRoom(string address)
    {
        if (Interlocked.Increment(ref open) > MostOpen) { Interlocked.Decrement(ref open); return false; }
        if (byAddress.AddOrUpdate(address, 1, (_, n) => n + 1) <= MostFromOne) return true;
        Leave(address);
        return false;
    }

    public void Leave(string address)
    {
        Interlocked.Decrement(ref open);
        if (byAddress.AddOrUpdate(address, 0, (_, n) => n - 1) <= 0) byAddress.TryRemove(new(address, 0));
    }
}
