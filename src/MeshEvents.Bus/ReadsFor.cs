using MeshEvents.Kernel;
using MeshEvents.Store;

namespace MeshEvents.Bus;

/// <summary>Makes the <see cref="Reads"/> of one asking; for gateways and jobs, which have no slice that hands them one.</summary>
public sealed class ReadsFor(EventStore store, Lazy<IScopes> scopes, IServiceProvider services)
{
    /// <param name="recordedAs">The event that says it was asked, for a query that is recorded.</param>
    public Reads Actor(Actor by, DateTimeOffset? asOf = null, CancellationToken stop = default, long? recordedAs = null) =>
        new(store, scopes.Value, services, by, asOf, stop) { RecordedAs = recordedAs };

    /// <summary>The server itself, within a tenant.</summary>
    public Reads Tenant(Guid tenant) => Actor(Kernel.Actor.System with { Tenant = tenant });
}
