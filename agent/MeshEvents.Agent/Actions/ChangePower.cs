using MeshEvents.Agent.Platform.Upkeep;

namespace MeshEvents.Agent.Actions;

/// <summary><c>power</c>, with <c>{"to":"off|restart|sleep"}</c>. Done means that the system has taken it on.</summary>
sealed class ChangePower(IPower power) : IAction
{
    public string Name => "power";
    public bool Works => power.WhyNot() is null;
    public string WhyNot => power.WhyNot() ?? "";

    public async Task<ActionOutcome> DoAsync(ActionCall call, CancellationToken cancelled)
    {
        PowerChange? to = Arguments.Text(call.Arguments, "to", 10) switch { "off" => PowerChange.Off, "restart" => PowerChange.Restart, "sleep" => PowerChange.Sleep, _ => null };
        if (to is not { } known) return ActionOutcome.Refused(Arguments.NoSense);
        await power.ChangeAsync(known, cancelled);
        return ActionOutcome.Done();
    }
}
