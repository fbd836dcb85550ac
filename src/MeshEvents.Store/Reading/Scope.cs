using MeshEvents.Kernel;

namespace MeshEvents.Store;

/// <summary>What somebody may see under a permission: all of the tenant, or these groups and these devices.</summary>
public sealed record Scope(bool All, Guid[] Groups, Guid[] Devices)
{
    public static readonly Scope Everything = new(true, [], []);
    public static readonly Scope Nothing = new(false, [], []);
}

/// <summary>Tells how far a permission reaches for an actor. The identity module implements it.</summary>
public interface IScopes
{
    ValueTask<Scope> ScopeAsync(Actor by, string permission, CancellationToken stop);
}
