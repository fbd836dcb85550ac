using MeshEvents.Bus;
using MeshEvents.Contracts.Identity;
using MeshEvents.Kernel;
using MeshEvents.Store;

namespace MeshEvents.Server.Features;

public sealed record ProjectionResumed(string Name) : Fact;
public sealed record ProjectionRebuilt(string Name) : Fact;

/// <summary>The installation's own stream of such acts: one for each tenant's operators.</summary>
public sealed record Operation : IAggregate<Operation>
{
    public static Operation Evolve(Operation state, Fact fact) => state;
}

public sealed record Resume(string Shard) : Message;
public sealed record Rebuild(string Shard) : Message;

public sealed record ProjectionRows(IReadOnlyList<ShardState> Rows, long HighWater);

/// <summary>How far each projection is, and what holds up the one that stands still.</summary>
public sealed record FindProjections : IQuery<ProjectionRows>
{
    internal static Task<ProjectionRows?> Answer(FindProjections q, Reads reads)
    {
        var daemon = reads.Ask<ProjectionDaemon>();
        return Task.FromResult<ProjectionRows?>(new(daemon.States, reads.Ask<EventStore>().HighWater));
    }

    internal static void Map(Slices slices) => slices.Query<FindProjections, ProjectionRows>("GET /api/server/projections", _ => SitePermissions.Operate.Everywhere, Answer);
}

/// <summary>Let a paused projection try again: after its cause was mended. It never skips.</summary>
public sealed record ResumeProjection(string Name) : ICommand
{
    internal static Task<ShardState?> Load(ResumeProjection c, Reads reads) => Task.FromResult(reads.Ask<ProjectionDaemon>().States.FirstOrDefault(s => s.Name == c.Name));

    public static Decision Decide(ResumeProjection c, ShardState shard, Ask ask) => Decision.Of(new ProjectionResumed(c.Name)).Then(new Resume(c.Name));

    internal static void Map(Slices slices) => slices.Create<Operation, ResumeProjection, ShardState>("POST /api/server/projections/{name}/resume", _ => SitePermissions.Operate.Everywhere, Load, Decide);
}

/// <summary>Make a projection anew from all events, beside the old one, which serves until then.</summary>
public sealed record RebuildProjection(string Name) : ICommand
{
    internal static Task<ShardState?> Load(RebuildProjection c, Reads reads) => Task.FromResult(reads.Ask<ProjectionDaemon>().States.FirstOrDefault(s => s.Name == c.Name));

    public static Decision Decide(RebuildProjection c, ShardState shard, Ask ask) => Decision.Of(new ProjectionRebuilt(c.Name)).Then(new Rebuild(c.Name));

    internal static void Map(Slices slices) => slices.Create<Operation, RebuildProjection, ShardState>("POST /api/server/projections/{name}/rebuild", _ => SitePermissions.Operate.Everywhere, Load, Decide);
}

sealed class ResumeHandler(ProjectionDaemon daemon) : IHandle<Resume>
{
    public Task HandleAsync(Resume message, Permit permit, CancellationToken stop) => daemon.ResumeAsync(message.Shard);
}

sealed class RebuildHandler(ProjectionDaemon daemon) : IHandle<Rebuild>
{
    public Task HandleAsync(Rebuild message, Permit permit, CancellationToken stop) => daemon.RebuildAsync(message.Shard);
}
