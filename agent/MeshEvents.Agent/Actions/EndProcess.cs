using MeshEvents.Agent.Platform.Upkeep;

namespace MeshEvents.Agent.Actions;

/// <summary><c>end-process</c>, with <c>{"pid":4711,"startedAt":milliseconds}</c>, both as they were listed.</summary>
sealed class EndProcess(IProcesses processes) : IAction
{
    static readonly TimeSpan patience = TimeSpan.FromSeconds(5);

    public string Name => "end-process";
    public bool Works => processes.WhyNot() is null;
    public string WhyNot => processes.WhyNot() ?? "";

    public async Task<ActionOutcome> DoAsync(ActionCall call, CancellationToken cancelled)
    {
        if (Arguments.Number(call.Arguments, "pid", 1, int.MaxValue) is not { } pid || Arguments.Number(call.Arguments, "startedAt", 0, 253402300799999) is not { } startedAt) return ActionOutcome.Refused(Arguments.NoSense);
        return await processes.EndAsync((int)pid, DateTimeOffset.FromUnixTimeMilliseconds(startedAt), patience) ? ActionOutcome.Done() : new(ActionEnd.Done, "It did not end by itself and was made to.");
    }
}
