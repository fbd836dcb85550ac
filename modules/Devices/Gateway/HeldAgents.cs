using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using MeshEvents.Bus.Live;
using MeshEvents.Contracts.Devices;
using MeshEvents.Devices.Features;

namespace MeshEvents.Devices.Gateway;

/// <summary>An agent that proved its key and waits.</summary>
sealed record HeldAgent(HeldId Id, Guid Tenant, string NodeId, string HostName, Platform Platform, string Reason, string Claimed, DateTimeOffset Since, int Tries, AgentConnection Connection)
{
    public HeldRow ToRow() => new(Id, NodeId, HostName, Reason, Claimed, Connection.Address, Since, Tries);
}

/// <summary>
/// Agents are never turned away by closing: they would come back in a storm. They are held, silent: at most 5,000, the oldest goes first, and any after 30 to
/// 60 minutes, so that they try again.
/// </summary>
sealed class HeldAgents(LiveFeed live, TimeProvider clock)
{
    public const int Most = 5000;

    readonly ConcurrentDictionary<HeldId, HeldAgent> held = [];
    readonly ConcurrentDictionary<string, long> reasons = [];

    /// <summary>How often each reason was met since the start.</summary>
    public IReadOnlyDictionary<string, long> Reasons => reasons;

    /// <summary>Of all tenants.</summary>
    public int Waiting => held.Count;

    public static TimeSpan Patience() => TimeSpan.FromMinutes(30 + RandomNumberGenerator.GetInt32(30 * 60) / 60.0);

    public static HeldId IdOf(Guid tenant, string nodeId) => new(new(SHA256.HashData(Encoding.UTF8.GetBytes($"held|{tenant}|{nodeId}")).AsSpan(0, 16)));

    public IEnumerable<HeldAgent> Of(Guid tenant) => held.Values.Where(h => h.Tenant == tenant);

    public HeldAgent? Find(Guid tenant, HeldId id) => held.TryGetValue(id, out var agent) && agent.Tenant == tenant ? agent : null;

    /// <summary>Counts a connection that failed before it could name itself.</summary>
    public void Count(string reason) => reasons.AddOrUpdate(reason, 1, (_, n) => n + 1);

    public (HeldAgent Agent, bool First) Hold(AgentConnection connection, string nodeId, string hostName, Platform platform, string reason, string claimed)
    {
        Count(reason);
        var id = IdOf(connection.Tenant, nodeId);
        var before = held.GetValueOrDefault(id);
        var agent = new HeldAgent(id, connection.Tenant, nodeId, hostName, platform, reason, claimed, before?.Since ?? clock.GetUtcNow(), (before?.Tries ?? 0) + 1, connection);
        held[id] = agent;
        if (held.Count > Most && held.Values.MinBy(h => h.Since) is { } oldest) oldest.Connection.Close("too many agents are held");
        live.Ride(connection.Tenant, connection.Tenant, nameof(HeldRow), agent.ToRow());
        return (agent, before is null || before.Reason != reason);
    }

    public void Gone(HeldAgent agent)
    {
        if (held.TryRemove(new(agent.Id, agent))) live.Ride(agent.Tenant, agent.Tenant, nameof(Bus.Live.Gone), new Gone(nameof(HeldRow), agent.Id.Value));
    }
}
