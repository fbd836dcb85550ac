using MeshEvents.Agent.Platform.Upkeep;

namespace MeshEvents.Agent.Actions;

/// <summary>
/// <c>processes</c>: answers <c>{"processes":[{"pid","parent","user","name","command","cpuSeconds","memoryBytes","startedAt"}],"cut":false}</c>, times in milliseconds since 1970.
/// </summary>
sealed class ListProcesses(IProcesses processes) : IAction
{
    const int MostCommand = 200, MostBytes = 900 << 10;

    public string Name => "processes";
    public bool Works => processes.WhyNot() is null;
    public string WhyNot => processes.WhyNot() ?? "";

    public Task<ActionOutcome> DoAsync(ActionCall call, CancellationToken cancelled) => Task.FromResult(ActionOutcome.Done(Arguments.Json(json =>
    {
        var cut = false;
        json.WriteStartArray("processes");
        foreach (var one in processes.List())
        {
            if (cut = json.BytesCommitted + json.BytesPending > MostBytes) break;
            json.WriteStartObject();
            json.WriteNumber("pid", one.Id);
            json.WriteNumber("parent", one.Parent);
            json.WriteString("user", one.User);
            json.WriteString("name", one.Name);
            json.WriteString("command", one.Command.Length <= MostCommand ? one.Command : string.Concat(one.Command.AsSpan(0, MostCommand - 1), "…"));
            json.WriteNumber("cpuSeconds", Math.Round(one.Processor.TotalSeconds, 2));
            json.WriteNumber("memoryBytes", one.Memory);
            json.WriteNumber("startedAt", one.StartedAt.ToUnixTimeMilliseconds());
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteBoolean("cut", cut);
    })));
}
