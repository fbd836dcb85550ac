namespace MeshEvents.Devices.Gateway;

/// <summary>
/// Sockets nobody has vouched for: at most 2,000 on this node and 200 from one address, 30 seconds each. When the node is full, the address with the most
/// makes room: a crowd from a few addresses does not keep an honest agent out.
/// </summary>
sealed class AgentLimits
{
    public const int MostOpen = 2000, MostFromOne = 200;
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    readonly Lock gate = new();
    readonly Dictionary<string, LinkedList<AgentPlace>> byAddress = [];
    int open;
    long refused;

    public int Open => Volatile.Read(ref open);

    /// <summary>How many were turned away or pushed out since the start because there were too many.</summary>
    public long Refused => Volatile.Read(ref refused);

    /// <returns>Null when this address must wait; else a place, to be disposed when the agent is known or gone.</returns>
    public AgentPlace? Enter(string address)
    {
        var place = new AgentPlace(this, address);
        AgentPlace? pushed = null;
        lock (gate)
        {
            var own = byAddress.TryGetValue(address, out var there) ? there.Count : 0;
            if (own >= MostFromOne) return TurnedAway();
            if (open >= MostOpen)
            {
                var most = byAddress.Values.MaxBy(places => places.Count)!;
                if (most.Count <= own) return TurnedAway();
                pushed = most.First!.Value;
                Remove(pushed);
                refused++;
            }
            if (there is not { Count: > 0 }) byAddress[address] = there = [];
            there.AddLast(place);
            open++;
        }
        pushed?.Push();
        return place;
    }

    AgentPlace? TurnedAway()
    {
        refused++;
        return null;
    }

    internal void Leave(AgentPlace place)
    {
        lock (gate) Remove(place);
    }

    void Remove(AgentPlace place)
    {
        if (!byAddress.TryGetValue(place.Address, out var places) || !places.Remove(place)) return;
        open--;
        if (places.Count == 0) byAddress.Remove(place.Address);
    }
}

/// <summary>One of those places.</summary>
sealed class AgentPlace(AgentLimits limits, string address) : IDisposable
{
    readonly CancellationTokenSource pushed = new();

    public string Address => address;

    /// <summary>Cancelled when another address needs the place more.</summary>
    public CancellationToken Pushed => pushed.Token;

    internal void Push() => pushed.Cancel();

    public void Dispose() => limits.Leave(this);
}
