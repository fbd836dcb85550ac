using MeshEvents.Bus;
using MeshEvents.Contracts.Devices;
using MeshEvents.Contracts.Jobs;
using MeshEvents.Jobs.Views;
using MeshEvents.Kernel;
using MeshEvents.Store;

namespace MeshEvents.Jobs.Features;

/// <summary>Give up what goes on of a job, on the devices where one may do such a thing: what waits is not sent, what runs is asked to stop.</summary>
public sealed record CancelJob(JobId JobId) : ICommand
{
    public sealed record Known(IReadOnlyList<RunSheet> Open);

    internal static async Task<Known?> Load(CancelJob c, Reads reads)
    {
        if (await reads.RowAsync<JobSheet>(c.JobId) is not { } job) return null;
        var runs = await reads.RowsAsync<RunSheet, DeviceId>(Actions.PermissionOf(job.Action), $"job_id = {c.JobId}");
        // one that is sent or answered at this very moment is decided on again
        foreach (var waiting in runs.Where(r => r.State is RunState.Waiting)) reads.Look(waiting.Id, waiting.Version);
        return runs.Count == 0 ? null : new([.. runs.Where(r => r.Open)]);
    }

    public static Decision Decide(CancelJob c, Job job, Known known, Ask ask)
    {
        if (known.Open.Count == 0) return Decision.Nothing;

        var waiting = known.Open.Where(r => r.State is RunState.Waiting).ToList();
        var running = known.Open.Where(r => r.State is RunState.Running).ToList();
        var decision = Decision.Of(new JobCancelled(waiting.Count, running.Count));
        foreach (var run in waiting) decision = decision.Also(run.Id, new RunCancelled(ask.At), AboutOf(run));
        foreach (var run in running) decision = decision.Also(run.Id, new RunCancelRequested(), AboutOf(run)).Then(new CancelCommand(run.DeviceId, new(run.Id.Value)));
        return decision;
    }

    static About AboutOf(RunSheet run) => new(run.DeviceId.Value, run.GroupId.Value);

    internal static void Map(Slices slices) => slices.Change<Job, CancelJob, Known>("POST /api/jobs/{jobId}/cancel", _ => Need.SignedIn, Load, Decide, stream: c => c.JobId);
}
