using FluentValidation;
using MeshEvents.Bus;
using MeshEvents.Contracts.Devices;
using MeshEvents.Contracts.Jobs;
using MeshEvents.Kernel;

namespace MeshEvents.Jobs.Features;

/// <summary>A device says how a run ended. It answers for its own runs only, once; also after its answer was given up.</summary>
public sealed record AnswerRun(RunId RunId, DeviceId DeviceId, CommandEnd End, string Why, RunResult Result) : ICommand
{
    public sealed class Validator : AbstractValidator<AnswerRun>
    {
        public Validator() => RuleFor(c => c.Why).MaximumLength(500);
    }

    public static Decision Decide(AnswerRun c, Run run, Ask ask)
    {
        if (run.DeviceId != c.DeviceId || run.State is not (RunState.Running or RunState.Unknown)) return Decision.Nothing;

        var r = c.Result;
        var answered = new RunAnswered(ask.At, c.End, c.Why, r.Exit, r.Signal, r.TimedOut, r.Bytes, r.ErrorBytes, r.Cut, r.Sha256, r.Seconds ?? Math.Round((ask.At - run.SentAt).TotalSeconds, 3));
        return run.Action == Actions.Uninstall && c.End is CommandEnd.Done ? [answered, new AgentUninstalled(run.JobId)] : answered;
    }

    internal static void Map(Slices slices) => slices.Change<Run, AnswerRun>(Slices.Inside, _ => Need.Agent, Decide, stream: c => c.RunId);
}
