using MeshEvents.Bus;
using MeshEvents.Contracts.Devices;
using MeshEvents.Contracts.Identity;
using MeshEvents.Devices.Gateway;
using MeshEvents.Kernel;
using MeshEvents.Store;

namespace MeshEvents.Devices.Features;

public sealed record HeldRow(HeldId Id, string NodeId, string HostName, string Reason, string Claimed, string Address, DateTimeOffset Since, int Tries);

public sealed record HeldRows(IReadOnlyList<HeldRow> Rows);

/// <summary>Agents that wait for somebody to vouch for them, each with its reason.</summary>
public sealed record FindHeld : IQuery<HeldRows>
{
    internal static Task<HeldRows?> Answer(FindHeld q, Reads reads) =>
        Task.FromResult<HeldRows?>(new([.. reads.Ask<HeldAgents>().Of(reads.Tenant).Select(h => h.ToRow()).OrderByDescending(h => h.Since)]));

    internal static void Map(Slices slices) => slices.Query<FindHeld, HeldRows>("GET /api/held", _ => SitePermissions.AdmitHeld.Everywhere, Answer);
}
