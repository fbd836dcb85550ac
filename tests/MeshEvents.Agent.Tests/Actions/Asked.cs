using System.Text.Json;
using MeshEvents.Agent.Actions;
using MeshEvents.Agent.Tests.Support;

namespace MeshEvents.Agent.Tests.Actions;

/// <summary>An action asked as a command would ask it.</summary>
static class Asked
{
    public static Task<ActionOutcome> Start(IAction action, string arguments, CancellationToken cancelled = default) =>
        action.DoAsync(new(Guid.NewGuid(), "mira", JsonDocument.Parse(arguments).RootElement, (_, _) => ValueTask.CompletedTask), cancelled);

    public static Task<ActionOutcome> DoAsync(IAction action, string arguments) => Deadline.Within(Start(action, arguments), $"{action.Name} to end");

    public static JsonElement Json(this ActionOutcome outcome) => JsonDocument.Parse(outcome.Result!).RootElement;
}
