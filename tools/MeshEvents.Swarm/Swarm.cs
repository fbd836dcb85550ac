using System.Collections.Concurrent;
using MeshEvents.Wire.Msh;

namespace MeshEvents.Swarm;

/// <summary>Many fake agents at once. They arrive a bounded number at a time: a server lets only so many unknown sockets wait.</summary>
public sealed class Swarm : IAsyncDisposable
{
    readonly ConcurrentBag<FakeAgent> agents = [];

    public IReadOnlyCollection<FakeAgent> Agents => agents;

    /// <param name="atOnce">Handshakes going on at the same time.</param>
    /// <exception cref="SwarmException">One of them was not let in.</exception>
    public static async Task<Swarm> ConnectAsync(IReadOnlyList<FakeIdentity> identities, MshSettings settings, int atOnce, CancellationToken stop = default, bool obey = false)
    {
        var swarm = new Swarm();
        try
        {
            await Parallel.ForEachAsync(identities.Index(), new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = stop },
                async (one, s) => swarm.agents.Add(await FakeAgent.ConnectAsync(one.Item, settings, $"fake-{one.Index}", s, obey)));
            return swarm;
        }
        catch
        {
            await swarm.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var agent in agents) await agent.DisposeAsync();
    }
}
