using MeshEvents.Bus;
using MeshEvents.Contracts.Devices;
using MeshEvents.Contracts.Identity;
using MeshEvents.Contracts.Jobs;
using MeshEvents.Kernel;
using MeshEvents.Store;

namespace MeshEvents.Jobs.Features;

/// <summary>The device of a waiting run is there. Whether its asker may still do this is judged now.</summary>
public sealed record SendRun(RunId RunId, JobId JobId, DeviceId DeviceId) : ICommand
{
    public sealed record Known(Job Job, bool Allowed, bool Obeys);

    internal static async Task<Known?> Load(SendRun c, Reads reads)
    {
        if (await reads.Load<Job>(c.JobId.Value) is not var (job, _)) return null;
        var bits = await reads.Ask<IRightsNow>().OnDeviceAsync(AskerOf(job.UserId, reads.Tenant), c.DeviceId, reads.Stop);
        return new(job, Rights.Holds(bits, Actions.PermissionOf(job.Action).Name), reads.Ask<IPresence>().Of(c.DeviceId)?.Obeys ?? true);
    }

    /// <summary>On whose behalf a run is sent later.</summary>
    internal static Actor AskerOf(UserId user, Guid tenant) => new(ActorKind.User, user.Value, "", tenant, Via.Job);

    public static Decision Decide(SendRun c, Run run, Known known, Ask ask)
    {
        if (run.State is not RunState.Waiting) return Decision.Nothing;
        if (ask.At >= run.ExpiresAt) return new RunExpired(ask.At);
        if (!known.Allowed) return new RunRefused(ask.At, "The right to do this was taken away before the device returned.");
        if (!known.Obeys) return new RunRefused(ask.At, JobOrder.TakesNone);

        var patience = JobOrder.Patience(run.TimeoutSeconds);
        return Decision
            .Of(new RunSent(ask.At, ask.At + patience))
            .Then(new CommandDevice(run.DeviceId, new(c.RunId.Value), run.Action, known.Job.Arguments))
            .Later(patience, new LapseRun(c.RunId));
    }

    internal static void Map(Slices slices) => slices.Change<Run, SendRun, Known>(Slices.Inside, _ => Need.Inside, Load, Decide, stream: c => c.RunId);
}
