using MeshEvents.Contracts.Identity;
using MeshEvents.Contracts.Jobs;
using MeshEvents.Kernel;

namespace MeshEvents.Jobs;

/// <summary>One action asked of one or many devices.</summary>
[About(AboutSlot.Job)]
public sealed record Job : IAggregate<Job>, IKnowsAbout
{
    public string Action { get; init; } = "";
    public string What { get; init; } = "";
    public string Arguments { get; init; } = "{}";
    public UserId UserId { get; init; }
    public int TimeoutSeconds { get; init; }

    public About About => new(User: UserId.Value);

    public static Job Evolve(Job job, Fact fact) => fact switch
    {
        JobStarted e => job with { Action = e.Action, What = e.What, Arguments = e.Arguments, UserId = e.UserId, TimeoutSeconds = e.TimeoutSeconds },
        _            => job,
    };
}
