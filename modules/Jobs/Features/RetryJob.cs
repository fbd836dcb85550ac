using MeshEvents.Bus;
using MeshEvents.Contracts.Devices;
using MeshEvents.Contracts.Jobs;
using MeshEvents.Jobs.Views;
using MeshEvents.Kernel;
using MeshEvents.Store;

namespace MeshEvents.Jobs.Features;

/// <summary>The same again, as a job of its own, on the devices where it did not work out.</summary>
public sealed record RetryJob(JobId JobId) : ICommand<JobMade>
{
    static readonly RunState[] again = [RunState.Failed, RunState.Refused, RunState.Cancelled, RunState.Expired, RunState.Unknown];

    /// <param name="On">Null: nothing of it went wrong.</param>
    /// <param name="WhyOnce">Why such a job is not repeated.</param>
    internal sealed record Known(JobOrder Order, JobOrder.Known? On, string? WhyOnce = null);

    sealed record Failed(DeviceId[] Devices, int? TimeoutSeconds, int? ExpiresSeconds) : IAsksDevices
    {
        public string? Q => null;
        DeviceId[]? IAsksDevices.Devices => Devices;
    }

    internal static async Task<Known?> Load(RetryJob c, Reads reads)
    {
        if (await reads.RowAsync<JobSheet>(c.JobId) is not { } job) return null;
        var runs = await reads.RowsAsync<RunSheet, DeviceId>(Actions.PermissionOf(job.Action), $"job_id = {c.JobId}");
        if (runs.Count == 0) return null;
        var failed = runs.Where(r => again.Contains(r.State)).Select(r => r.DeviceId).ToArray();
        var order = new JobOrder(job.Action, job.What, job.Arguments, new Failed(failed, job.TimeoutSeconds, (int)(job.ExpiresAt - job.StartedAt).TotalSeconds), c.JobId);
        return new(order, failed.Length == 0 ? null : await order.Load(reads), Actions.RuleOf(job.Action).WhyOnce);
    }

    internal static Decision<JobMade> Decide(RetryJob c, Known known, Ask ask) => known switch
    {
        { WhyOnce: { } why } => Refuse.Conflict("jobs.only-once", why),
        { On: { } on }       => known.Order.Decide(on, ask),
        _                    => Refuse.Conflict("jobs.nothing-to-retry", "No device of this job is left on which it went wrong."),
    };

    internal static void Map(Slices slices) => slices.Create<Job, RetryJob, Known>("POST /api/jobs/{jobId}/retry", _ => Need.SignedIn, Load, Decide);
}
