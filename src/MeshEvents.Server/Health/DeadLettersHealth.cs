using MeshEvents.Bus;
using MeshEvents.Contracts.Health;
using MeshEvents.Identity.Access;

namespace MeshEvents.Server.Health;

/// <summary>Messages that were given up, of all tenants; only their number leaves a tenant.</summary>
sealed class DeadLettersHealth(DeadLetters letters, Operators operators) : IHealth
{
    public async Task<HealthTile> LookAsync(CancellationToken stop)
    {
        var (own, all) = await letters.CountAsync(operators.Tenant, stop);
        return Judge(own, all);
    }

    internal static HealthTile Judge(long own, long all) => all == 0
        ? new("dead-letters", HealthState.Ok, "None", "Every message has been delivered.")
        : new("dead-letters", HealthState.Look, $"{all}", $"{(all == 1 ? "One message was" : $"{all} messages were")} given up after all attempts{(own == all ? "" : $", {all - own} of them in other tenants")}.",
            own > 0 ? "Read their errors under Projections, mend the cause, and send them again." : "The administrators of those tenants can send them again.");
}
