using MeshEvents.Store;

namespace MeshEvents.Server.Health;

/// <summary>How old the oldest event is that a running view or subscription has not taken in. By the database's clock, which stamped the events.</summary>
sealed class ProjectionLag(ProjectionDaemon daemon, Database database)
{
    /// <summary>More than this is seen by people.</summary>
    public static readonly TimeSpan Bearable = TimeSpan.FromSeconds(30);

    /// <summary>Paused ones are not counted: they wait for a person, not for time.</summary>
    public async Task<TimeSpan> OldestAsync(CancellationToken stop)
    {
        var running = daemon.States.Where(s => s.State is ShardActivity.Running).ToList();
        if (running.Count == 0) return TimeSpan.Zero;
        await using var command = database.App.CreateCommand("select extract(epoch from now() - timestamp)::float8 from events.mt_events where seq_id > $1 order by seq_id limit 1");
        command.Parameters.Add(new() { Value = running.Min(s => s.Position) });
        return await command.ExecuteScalarAsync(stop) is double seconds ? TimeSpan.FromSeconds(Math.Max(0, seconds)) : TimeSpan.Zero;
    }
}
