using MeshEvents.Contracts.Health;
using MeshEvents.Store;

namespace MeshEvents.Server.Health;

/// <summary>Whether every view and reaction follows the log.</summary>
sealed class ProjectionsHealth(ProjectionDaemon daemon, ProjectionLag lag) : IHealth
{
    public async Task<HealthTile> LookAsync(CancellationToken stop) => Judge(daemon.IsLeading, daemon.States, await lag.OldestAsync(stop));

    internal static HealthTile Judge(bool leading, IReadOnlyList<ShardState> states, TimeSpan oldest)
    {
        const string name = "projections";
        if (!leading)
            return new(name, HealthState.Act, "Not followed", "No view follows the log at this moment: another server holds the database, or its connection was lost.", "If it stays like this, make sure that only this server uses the database, and start it again.");
        if (states.Where(s => s.State is ShardActivity.Paused).ToList() is { Count: > 0 } paused)
            return new(name, HealthState.Act, $"{paused.Count} stopped", $"{string.Join(", ", paused.Select(s => s.Name))}: {paused[0].Error?.Message ?? "stopped without a cause."}", "Mend the cause, then resume it under Projections. Nothing is skipped.");
        if (oldest > ProjectionLag.Bearable)
            return new(name, HealthState.Look, $"{(long)oldest.TotalSeconds} s behind", $"{Furthest(states)} has not taken in events that are older than {(long)ProjectionLag.Bearable.TotalSeconds} seconds: pages may show what was.", "Watch it under Projections. It catches up by itself, unless a long transaction in the same PostgreSQL holds it up.");
        var rebuilding = states.Count(s => s.State is ShardActivity.Rebuilding);
        return new(name, HealthState.Ok, "Up to date", rebuilding == 0 ? $"All {states.Count} follow the log." : $"{rebuilding} of {states.Count} are made anew; the old ones serve until then.");
    }

    static string Furthest(IReadOnlyList<ShardState> states) => states.Where(s => s.State is ShardActivity.Running).MinBy(s => s.Position)!.Name;
}
