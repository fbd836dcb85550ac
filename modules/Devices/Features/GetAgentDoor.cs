using MeshEvents.Bus;
using MeshEvents.Contracts.Identity;
using MeshEvents.Devices.Gateway;
using MeshEvents.Devices.Presence;
using MeshEvents.Kernel;
using MeshEvents.Store;

namespace MeshEvents.Devices.Features;

/// <summary>Reason and how often it was met since the server started.</summary>
public sealed record HeldReason(string Reason, long Count);

/// <param name="Connected">Agents that are let in.</param>
/// <param name="Open">Sockets nobody has vouched for yet.</param>
/// <param name="Held">Agents that proved their key and wait.</param>
/// <param name="Dropped">Messages of kinds that no agent has to send.</param>
public sealed record AgentDoor(int Connected, int Open, int Held, long Dropped, IReadOnlyList<HeldReason> Reasons);

/// <summary>Who stands at the agents' door of this server, in numbers.</summary>
public sealed record GetAgentDoor : IQuery<AgentDoor>
{
    internal static Task<AgentDoor?> Answer(GetAgentDoor q, Reads reads)
    {
        var held = reads.Ask<HeldAgents>();
        return Task.FromResult<AgentDoor?>(new(reads.Ask<AgentPresence>().Count, reads.Ask<AgentLimits>().Open, held.Of(reads.Tenant).Count(), reads.Ask<AgentListener>().Dropped,
            [.. held.Reasons.Select(r => new HeldReason(r.Key, r.Value)).OrderByDescending(r => r.Count)]));
    }

    internal static void Map(Slices slices) => slices.Query<GetAgentDoor, AgentDoor>("GET /api/server/agents", _ => SitePermissions.Operate.Everywhere, Answer);
}
