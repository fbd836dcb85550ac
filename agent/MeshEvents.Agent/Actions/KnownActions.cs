using MeshEvents.Agent.Platform;

namespace MeshEvents.Agent.Actions;

/// <summary>All that a command can ask of this agent, beside tunnels.</summary>
static class KnownActions
{
    public static IReadOnlyList<IAction> On(IMachine machine) => [new RunCommand(machine, TimeProvider.System)];
}
