using MeshEvents.Bus;
using MeshEvents.Contracts.Devices;
using MeshEvents.Contracts.Jobs;
using MeshEvents.Jobs.Views;
using MeshEvents.Kernel;
using MeshEvents.Store;

namespace MeshEvents.Jobs.Features;

/// <param name="First">The first of what each run wrote, in UTF-8 where it is that; of the runs whose output one may read.</param>
public sealed record JobPage(JobRow Job, string Arguments, IReadOnlyList<RunRow> Runs, IReadOnlyDictionary<string, string> First);

/// <summary>A job and the runs of it that one may see.</summary>
public sealed record GetJob(JobId JobId) : IQuery<JobPage>
{
    const int MostFirst = 160;

    internal static async Task<JobPage?> Answer(GetJob q, Reads reads)
    {
        if (await reads.RowAsync<JobSheet>(q.JobId) is not { } job) return null;
        var runs = await reads.RowsAsync<RunSheet, DeviceId>(DevicePermissions.See, $"job_id = {q.JobId}");
        if (runs.Count == 0 && job.UserId.Value != reads.By.Id) return null;

        return new((await Shown.OfAsync([job], reads))[0], job.Arguments, [.. (await Shown.OfAsync(runs, reads)).OrderBy(r => r.DeviceName, StringComparer.OrdinalIgnoreCase)], await FirstAsync(job, reads));
    }

    static async Task<IReadOnlyDictionary<string, string>> FirstAsync(JobSheet job, Reads reads)
    {
        var scope = await reads.ScopeAsync(Actions.PermissionOf(job.Action));
        var first = await reads.SqlAsync($"""
            select r.id, substring(o.bytes for {MostFirst}) from jobs.run_sheet r join jobs.output o on o.run_id = r.id
            where r.tenant_id = {reads.TenantText} and r.job_id = {job.Id} and ({scope.All} or r.group_id = any({scope.Groups})) and o.number = 0
            """, r => (Run: r.GetGuid(0), Bytes: r.GetFieldValue<byte[]>(1)));
        return first.ToDictionary(f => $"{f.Run}", f => Clean.Text(System.Text.Encoding.UTF8.GetString(f.Bytes), MostFirst));
    }

    internal static void Map(Slices slices) => slices.Query<GetJob, JobPage>("GET /api/jobs/{jobId}", _ => Need.SignedIn, Answer);
}
