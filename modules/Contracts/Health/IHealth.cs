namespace MeshEvents.Contracts.Health;

/// <summary>All is well; look when there is time; act, because something has stopped or soon will.</summary>
public enum HealthState { Ok, Look, Act }

/// <summary>One thing the operator of the installation should know the state of.</summary>
/// <param name="Name">Stable, lower case with hyphens: the console words the title by it.</param>
/// <param name="Figure">What to see at a glance: <c>389 days</c>.</param>
/// <param name="Cause">Sentences: what was found.</param>
/// <param name="Next">A sentence: what to do about it; null when there is nothing to do.</param>
public sealed record HealthTile(string Name, HealthState State, string Figure, string Cause, string? Next = null);

/// <summary>Looks at one such thing. Every module may register some; <c>GET /api/server/health</c> asks them all.</summary>
public interface IHealth
{
    Task<HealthTile> LookAsync(CancellationToken stop);
}
