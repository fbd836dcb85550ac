using MeshEvents.Bus;
using MeshEvents.Contracts.Health;
using MeshEvents.Contracts.Identity;
using MeshEvents.Kernel;
using MeshEvents.Store;

namespace MeshEvents.Server.Features;

/// <param name="Tiles">What is worst first.</param>
public sealed record HealthReport(IReadOnlyList<HealthTile> Tiles);

/// <summary>What the operator should know about the installation, and what to do about it.</summary>
public sealed record GetHealth : IQuery<HealthReport>
{
    internal static async Task<HealthReport?> Answer(GetHealth q, Reads reads)
    {
        var tiles = await Task.WhenAll(reads.Ask<IEnumerable<IHealth>>().Select(check => check.LookAsync(CancellationToken.None)));
        return new([.. tiles.OrderByDescending(t => t.State).ThenBy(t => t.Name, StringComparer.Ordinal)]);
    }

    internal static void Map(Slices slices) => slices.Query<GetHealth, HealthReport>("GET /api/server/health", _ => SitePermissions.Operate.Everywhere, Answer);
}
