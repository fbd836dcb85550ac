using MeshEvents.Contracts.Devices;
using MeshEvents.Contracts.Identity;
using MeshEvents.Contracts.Jobs;
using MeshEvents.Jobs.Retention;
using MeshEvents.Kernel;
using MeshEvents.Store;

namespace MeshEvents.Jobs.Views;

/// <summary>How many of a job's runs are in which state.</summary>
public sealed record RunCounts(long Waiting = 0, long Running = 0, long Done = 0, long Failed = 0, long Refused = 0, long Cancelled = 0, long Expired = 0, long Unknown = 0)
{
    internal static RunCounts Of(IReadOnlyDictionary<string, long> by)
    {
        long Count(RunState state) => by.GetValueOrDefault(state.ToString());
        return new(Count(RunState.Waiting), Count(RunState.Running), Count(RunState.Done), Count(RunState.Failed), Count(RunState.Refused), Count(RunState.Cancelled), Count(RunState.Expired), Count(RunState.Unknown));
    }
}

/// <summary>One line of the list of jobs.</summary>
/// <param name="Counts">Of the runs that one may see.</param>
public sealed record JobRow(
    JobId Id, string Action, string What, UserId UserId, string UserName, DateTimeOffset StartedAt, int Devices, int LeftOut, int TimeoutSeconds, DateTimeOffset ExpiresAt, JobId? RetryOf, bool Cancelled,
    RunCounts Counts, long Version);

/// <summary>What a run wrote and answered was taken away.</summary>
/// <param name="Days">How long it was kept.</param>
public sealed record OutputRemoved(DateTimeOffset At, int Days);

/// <summary>One device of a job.</summary>
/// <param name="Removed">Null: what it wrote is still there.</param>
public sealed record RunRow(
    RunId Id, JobId JobId, DeviceId DeviceId, string DeviceName, string Action, string What, RunState State, bool Open, bool CancelRequested, DateTimeOffset RequestedAt, DateTimeOffset ExpiresAt, DateTimeOffset? SentAt,
    DateTimeOffset? EndedAt, string? Why, int? Exit, string? Signal, bool TimedOut, long Bytes, long ErrorBytes, bool Cut, string? Sha256, double? Seconds, long Version, OutputRemoved? Removed = null);

/// <summary>Adds names to sheets, and the counts to jobs.</summary>
static class Shown
{
    public static async Task<IReadOnlyList<JobRow>> OfAsync(IReadOnlyList<JobSheet> jobs, Reads reads)
    {
        var (ids, users) = (jobs.Select(j => j.Id.Value).ToArray(), jobs.Select(j => j.UserId.Value).Distinct().ToArray());
        var scope = await reads.ScopeAsync(DevicePermissions.See);
        var states = await reads.SqlAsync($"""
            select job_id, data->>'state', count(*) from jobs.run_sheet where tenant_id = {reads.TenantText} and job_id = any({ids}) and ({scope.All} or group_id = any({scope.Groups})) group by 1, 2
            """, r => (Job: r.GetGuid(0), State: r.GetString(1), Count: r.GetInt64(2)));
        var counts = states.ToLookup(s => s.Job);
        var names = (await reads.RowsAsync<Asker>($"id = any({users})")).ToDictionary(u => u.Id, u => u.Name);
        return [.. jobs.Select(j => new JobRow(j.Id, j.Action, j.What, j.UserId, names.GetValueOrDefault(j.UserId, "(unknown)"), j.StartedAt, j.Devices, j.LeftOut, j.TimeoutSeconds, j.ExpiresAt, j.RetryOf,
            j.Cancelled, RunCounts.Of(counts[j.Id.Value].ToDictionary(s => s.State, s => s.Count)), j.Version))];
    }

    public static async Task<IReadOnlyList<RunRow>> OfAsync(IReadOnlyList<RunSheet> runs, Reads reads)
    {
        var devices = runs.Select(r => r.DeviceId.Value).Distinct().ToArray();
        var names = (await reads.RowsAsync<Target>($"id = any({devices})")).ToDictionary(d => d.Id, d => d.Name);
        var removed = await RemovedAsync(runs, reads);
        return [.. runs.Select(r => new RunRow(r.Id, r.JobId, r.DeviceId, names.GetValueOrDefault(r.DeviceId, "(retired)"), r.Action, r.What, r.State, r.Open, r.CancelRequested, r.RequestedAt, r.ExpiresAt, r.SentAt,
            r.EndedAt, r.Why, r.Exit, r.Signal, r.TimedOut, r.Bytes, r.ErrorBytes, r.Cut, r.Sha256, r.Seconds, r.Version, removed.GetValueOrDefault(r.Id.Value)))];
    }

    /// Only of runs that are old enough is it asked: most are shown while they run.
    static async Task<IReadOnlyDictionary<Guid, OutputRemoved>> RemovedAsync(IReadOnlyList<RunSheet> runs, Reads reads)
    {
        var young = reads.Ask<TimeProvider>().GetUtcNow() - OutputDays.Least;
        var old = runs.Where(r => r.EndedAt < young).Select(r => r.Id.Value).ToArray();
        if (old.Length == 0) return new Dictionary<Guid, OutputRemoved>();
        return (await reads.SqlAsync($"select run_id, at, days from jobs.removed where tenant_id = {reads.TenantText} and run_id = any({old})",
            r => (Run: r.GetGuid(0), Removed: new OutputRemoved(r.GetFieldValue<DateTimeOffset>(1), r.GetInt32(2))))).ToDictionary(r => r.Run, r => r.Removed);
    }
}
