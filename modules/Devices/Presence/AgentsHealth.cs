using MeshEvents.Contracts.Health;
using MeshEvents.Devices.Gateway;

namespace MeshEvents.Devices.Presence;

/// <summary>Who is connected, who waits to be let in, and how full the room before the door is (architecture 13.20).</summary>
sealed class AgentsHealth(AgentPresence presence, HeldAgents held, AgentLimits limits) : IHealth
{
    const double Crowded = 0.8;

    public Task<HealthTile> LookAsync(CancellationToken stop) => Task.FromResult(Judge(presence.Count, held.Waiting, limits.Open, limits.Refused));

    internal static HealthTile Judge(int online, int held, int open, long refused)
    {
        const string name = "agents";
        var cause = $"{held} held, {open} of at most {AgentLimits.MostOpen} connections not yet proven, {refused} refused for that limit since the start.";
        if (open >= AgentLimits.MostOpen * Crowded)
            return new(name, HealthState.Act, $"{online} online", cause, "Many connections prove nothing. Look at the log for their addresses, and block those that are not yours.");
        return held > 0
            ? new(name, HealthState.Look, $"{online} online", cause, "Held agents wait for a decision: let them in, or remove them from their devices, under Add devices.")
            : new(name, HealthState.Ok, $"{online} online", cause);
    }
}
