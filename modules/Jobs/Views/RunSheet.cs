using MeshEvents.Contracts.Devices;
using MeshEvents.Contracts.Jobs;
using MeshEvents.Kernel;
using MeshEvents.Store;

namespace MeshEvents.Jobs.Views;

/// <summary>One run from its request to its outcome. Inline: output and answers are taken from the device whose run it is, as soon as it was sent.</summary>
/// <param name="Open">Its outcome is still to come.</param>
public sealed record RunSheet(
    RunId Id, JobId JobId, DeviceId DeviceId, GroupId GroupId, string Action, string What, RunState State, bool Open, bool CancelRequested, DateTimeOffset RequestedAt, DateTimeOffset ExpiresAt, DateTimeOffset? SentAt,
    DateTimeOffset? EndedAt, string? Why, int? Exit, string? Signal, bool TimedOut, long Bytes, long ErrorBytes, bool Cut, string? Sha256, double? Seconds, long Version)
{
    public static RunSheet? Evolve(RunSheet? row, IEvent e) => e.Data switch
    {
        RunRequested x => new(new(e.StreamId), x.JobId, x.DeviceId, x.GroupId, x.Action, x.What, RunState.Waiting, true, false, x.At, x.ExpiresAt,
            null, null, null, null, null, false, 0, 0, false, null, null, e.Version),
        RunSent x          => row! with { State = RunState.Running, SentAt = x.At, Version = e.Version },
        RunCancelRequested => row! with { CancelRequested = true, Version = e.Version },
        RunAnswered x      => Over(row!, Run.Outcome(x, row!.CancelRequested), x.At, x.Why, e) with
        {
            Exit = x.Exit, Signal = x.Signal, TimedOut = x.TimedOut, Bytes = x.Bytes, ErrorBytes = x.ErrorBytes, Cut = x.Cut, Sha256 = x.Sha256, Seconds = x.Seconds,
        },
        RunCancelled x => Over(row!, RunState.Cancelled, x.At, "", e),
        RunExpired x   => Over(row!, RunState.Expired, x.At, "", e),
        RunRefused x   => Over(row!, RunState.Refused, x.At, x.Why, e),
        RunUnknown x   => Over(row!, RunState.Unknown, x.At, x.Why, e),
        _              => row,
    };

    static RunSheet Over(RunSheet row, RunState state, DateTimeOffset at, string why, IEvent e) => row with { State = state, Open = false, EndedAt = at, Why = why is "" ? null : why, Version = e.Version };

    internal static void Map(Projections projections) => projections.SingleStream<RunSheet>(Evolve)
        .Of(typeof(RunRequested), typeof(RunSent), typeof(RunCancelRequested), typeof(RunAnswered), typeof(RunCancelled), typeof(RunExpired), typeof(RunRefused), typeof(RunUnknown))
        .Columns("job_id", "device_id", "group_id", "requested_at", "open", "sent_at").Inline().SeenThrough("group_id", null).Push(to: row => row.GroupId);
}
