using MeshEvents.Agent.Platform.Upkeep;

namespace MeshEvents.Agent.Actions;

/// <summary><c>change-service</c>, with <c>{"name":"cups.service","to":"start|stop|restart"}</c>.</summary>
sealed class ChangeService(IServices services) : IAction
{
    public string Name => "change-service";
    public bool Works => services.WhyNot() is null;
    public string WhyNot => services.WhyNot() ?? "";

    public async Task<ActionOutcome> DoAsync(ActionCall call, CancellationToken cancelled)
    {
        ServiceChange? to = Arguments.Text(call.Arguments, "to", 10) switch { "start" => ServiceChange.Start, "stop" => ServiceChange.Stop, "restart" => ServiceChange.Restart, _ => null };
        if (to is not { } known || Arguments.Text(call.Arguments, "name", 255) is not { Length: > 0 } name) return ActionOutcome.Refused(Arguments.NoSense);
        await services.ChangeAsync(name, known, cancelled);
        return ActionOutcome.Done();
    }
}
