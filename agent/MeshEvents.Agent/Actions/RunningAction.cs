using System.Text.Json;
using MeshEvents.Wire.Commands;
using MeshEvents.Wire.ControlMessages;

namespace MeshEvents.Agent.Actions;

/// <summary>One action at work.</summary>
sealed class RunningAction(IAction action, CommandBody body, ReportQueue reports, CancellationToken agentStops)
{
    const int WhyLimit = 500;
    const string Stopped = "The agent was stopped.";

    readonly CancellationTokenSource cancelled = CancellationTokenSource.CreateLinkedTokenSource(agentStops);
    readonly TaskCompletionSource over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    int pieces;

    public void Cancel() => cancelled.Cancel();

    /// <summary>Its end was told, as far as there is a connection.</summary>
    public void Told() => over.TrySetResult();

    /// <summary>Returns when it is over and told.</summary>
    public async Task StopAsync()
    {
        await cancelled.CancelAsync();
        await over.Task;
    }

    /// <summary>To its end, whatever it is.</summary>
    public async Task<CommandEnded> RunAsync()
    {
        await Task.Yield();
        try
        {
            var outcome = action.Works ? await action.DoAsync(new(body.Id, body.By, body.Arguments, PutAsync), cancelled.Token) : ActionOutcome.Refused(action.WhyNot);
            // one that was cut short says that it was cancelled, and does not know by whom
            var why = outcome.End is ActionEnd.Failed && agentStops.IsCancellationRequested ? Stopped : outcome.Why;
            return new(body.Id, outcome.End switch { ActionEnd.Done => CommandEnded.Done, ActionEnd.Refused => CommandEnded.Refused, _ => CommandEnded.Failed }, Short(why), Json(outcome.Result));
        }
        catch (OperationCanceledException) when (cancelled.IsCancellationRequested)
        {
            return new(body.Id, CommandEnded.Failed, agentStops.IsCancellationRequested ? Stopped : "It was cancelled.", null);
        }
        catch (Exception e)              // an action's own fault: said, and the agent lives on
        {
            return new(body.Id, CommandEnded.Failed, Short(e.Message), null);
        }
    }

    async ValueTask PutAsync(bool error, ReadOnlyMemory<byte> bytes)
    {
        for (var rest = bytes; rest.Length > 0;)
        {
            var part = rest[..Math.Min(rest.Length, CommandPiece.SizeLimit)];
            rest = rest[part.Length..];
            await reports.AddAsync(new(body.Id, pieces++, error, part.ToArray()), cancelled.Token);
        }
    }

    static JsonElement? Json(byte[]? result) => result is null ? null : JsonElement.Parse(result);

    static string? Short(string why) => why.Length == 0 ? null : why.Length <= WhyLimit ? why : why[..WhyLimit];
}
