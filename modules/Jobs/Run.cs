using MeshEvents.Contracts.Devices;
using MeshEvents.Contracts.Identity;
using MeshEvents.Contracts.Jobs;
using MeshEvents.Kernel;

namespace MeshEvents.Jobs;

/// <summary>Done: the device did it, and its program, if any, left with 0. Failed: begun, and not so.</summary>
public enum RunState { Waiting, Running, Done, Failed, Refused, Cancelled, Expired, Unknown }

/// <summary>One action on one device.</summary>
public sealed record Run : IAggregate<Run>, IKnowsAbout
{
    public JobId JobId { get; init; }
    public DeviceId DeviceId { get; init; }
    public GroupId GroupId { get; init; }
    public UserId UserId { get; init; }
    public string Action { get; init; } = "";
    public int TimeoutSeconds { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }
    public RunState State { get; init; }
    public bool CancelRequested { get; init; }
    public DateTimeOffset SentAt { get; init; }
    public DateTimeOffset Until { get; init; }

    public About About => new(DeviceId.Value, GroupId.Value, UserId.Value, Job: JobId.Value);

    public static Run Evolve(Run run, Fact fact) => fact switch
    {
        RunRequested e => run with
        {
            JobId = e.JobId, DeviceId = e.DeviceId, GroupId = e.GroupId, UserId = e.UserId, Action = e.Action, TimeoutSeconds = e.TimeoutSeconds, ExpiresAt = e.ExpiresAt,
        },
        RunSent e          => run with { State = RunState.Running, SentAt = e.At, Until = e.Until },
        RunCancelRequested => run with { CancelRequested = true },
        RunAnswered e      => run with { State = Outcome(e, run.CancelRequested) },
        RunCancelled       => run with { State = RunState.Cancelled },
        RunExpired         => run with { State = RunState.Expired },
        RunRefused         => run with { State = RunState.Refused },
        RunUnknown         => run with { State = RunState.Unknown },
        _                  => run,
    };

    internal static RunState Outcome(RunAnswered answer, bool cancelRequested) => answer switch
    {
        { End: CommandEnd.Refused }                      => RunState.Refused,
        { End: CommandEnd.Done, Exit: null or 0 }        => RunState.Done,
        { End: CommandEnd.Failed } when cancelRequested  => RunState.Cancelled,
        _                                                => RunState.Failed,
    };
}
