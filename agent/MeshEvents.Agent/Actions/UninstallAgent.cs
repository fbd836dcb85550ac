using MeshEvents.Agent.Platform;

namespace MeshEvents.Agent.Actions;

/// <summary><c>uninstall</c>: the answer goes first, the agent a few seconds after it, and its key: the server retires the device.</summary>
sealed class UninstallAgent(IAgentService service) : IAction
{
    public string Name => "uninstall";
    public bool Works => service.WhyNoRemoval() is null;
    public string WhyNot => service.WhyNoRemoval() ?? "";

    public Task<ActionOutcome> DoAsync(ActionCall call, CancellationToken cancelled)
    {
        service.RemoveSoon();
        return Task.FromResult(ActionOutcome.Done());
    }
}
