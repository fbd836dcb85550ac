using MeshEvents.Contracts.Jobs;
using MeshEvents.Kernel;

namespace MeshEvents.Jobs.Retention;

/// <summary>One going over all outputs whose time is over. It is told once.</summary>
public sealed record Sweep : IAggregate<Sweep>
{
    public bool Told { get; init; }

    public static Sweep Evolve(Sweep sweep, Fact fact) => fact is OutputsRemoved ? sweep with { Told = true } : sweep;
}
