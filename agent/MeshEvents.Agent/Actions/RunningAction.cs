using System.Text.Json;
using MeshEvents.Wire.Commands;
using MeshEvents.Wire.ControlMessages;

namespace MeshEvents.Agent.Actions;

/// <summary>One action at work.</summary>
sealed class RunningAction(IAction action, CommandBody body, ReportQueue reports, CancellationToken agentStops)
{
    const int WhyLimit = 500;

    readonly CancellationTokenSource cancelled = CancellationTokenSource.CreateLinkedTokenSource(agentStops);
    readonly TaskCompletionSource over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    int pieces;

    public void Cancel() => cancelled.Cancel();

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
            return new(body.Id, outcome.End switch { ActionEnd.Done => CommandEnded.Done, ActionEnd.Refused => CommandEnded.Refused, _ => CommandEnded.Failed }, Short(outcome.Why), Json(outcome.Result));
        }
        catch (OperationCanceledException) when (cancelled.IsCancellationRequested)
        {
            return new(body.Id, CommandEnded.Failed, agentStops.IsCancellationRequested ? "The agent was stopped." : "It was cancelled.", null);
        }
        catch (Exception e)              // an action's own fault: said, and the agent lives on
        {
            return new(body.Id, CommandEnded.Failed, Short(e.Message), null);
        }
        finally
        {
            over.TrySetResult();
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
