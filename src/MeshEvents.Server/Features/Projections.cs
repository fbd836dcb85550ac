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

/// <param name="Behind">Events it has not taken in yet.</param>
/// <param name="Rate">Events a second, lately.</param>
/// <param name="Progress">Of a rebuild, 0 to 1.</param>
/// <param name="Rebuildable">A view can be made anew; a reaction cannot be undone.</param>
public sealed record ProjectionRow(
    string Name, long Position, long Behind, double Rate, ShardActivity State, ShardError? Error, DateTimeOffset Since, double? Progress, double? EtaSeconds, bool Rebuildable);

public sealed record ProjectionRows(IReadOnlyList<ProjectionRow> Rows, long HighWater);

/// <summary>How far each projection is, and what holds up the one that stands still.</summary>
public sealed record FindProjections : IQuery<ProjectionRows>
{
    internal static Task<ProjectionRows?> Answer(FindProjections q, Reads reads)
    {
        var views = reads.Ask<Projections>().All.Select(v => v.Name).ToHashSet();
        return Task.FromResult<ProjectionRows?>(new([.. reads.Ask<ProjectionDaemon>().States.Select(s => new ProjectionRow(
            s.Name, s.Position, s.Behind, s.Rate, s.State, s.Error, s.Since, s.Progress, s.Remaining?.TotalSeconds, views.Contains(s.Name)))], reads.Ask<EventStore>().HighWater));
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
    public sealed record Known(bool IsView, bool IsSubscription);

    internal static Task<Known?> Load(RebuildProjection c, Reads reads)
    {
        var projections = reads.Ask<Projections>();
        return Task.FromResult<Known?>(new(projections.All.Any(v => v.Name == c.Name), projections.Subscriptions.Any(s => s.Name == c.Name)));
    }

    public static Decision Decide(RebuildProjection c, Known known, Ask ask)
    {
        if (known.IsSubscription) return Refuse.Conflict("server.not-a-view", "Only a view can be made anew. What a reaction did cannot be undone.");
        return known.IsView ? Decision.Of(new ProjectionRebuilt(c.Name)).Then(new Rebuild(c.Name)) : Refuse.NotThere;
    }

    internal static void Map(Slices slices) => slices.Create<Operation, RebuildProjection, Known>("POST /api/server/projections/{name}/rebuild", _ => SitePermissions.Operate.Everywhere, Load, Decide);
}

sealed class ResumeHandler(ProjectionDaemon daemon) : IHandle<Resume>
{
    public Task HandleAsync(Resume message, Permit permit, CancellationToken stop) => daemon.ResumeAsync(message.Shard);
}

sealed class RebuildHandler(ProjectionDaemon daemon) : IHandle<Rebuild>
{
    public Task HandleAsync(Rebuild message, Permit permit, CancellationToken stop) => daemon.RebuildAsync(message.Shard);
}
