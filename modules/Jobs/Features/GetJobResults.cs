using MeshEvents.Bus;
using MeshEvents.Contracts.Devices;
using MeshEvents.Contracts.Jobs;
using MeshEvents.Jobs.Results;
using MeshEvents.Jobs.Views;
using MeshEvents.Kernel;
using MeshEvents.Store;

namespace MeshEvents.Jobs.Features;

public enum ResultsFormat { Ndjson, Zip }

/// <summary>All that came of a job, streamed: as lines of JSON, which can be followed to the job's end, or as an archive for people.</summary>
/// <param name="Follow">With lines: goes on until every run has its outcome.</param>
public sealed record GetJobResults(JobId JobId, ResultsFormat Format = ResultsFormat.Ndjson, bool Follow = false) : IQuery<JobResults>
{
    internal static async Task<JobResults?> Answer(GetJobResults q, Reads reads)
    {
        if (await reads.RowAsync<JobSheet>(q.JobId) is not { } job) return null;
        var source = new ResultSource(reads, q.JobId, Actions.PermissionOf(job.Action));
        if ((await source.RunsAsync()).Count == 0) return null;
        return q.Format is ResultsFormat.Zip ? new ZipResults(source, job) : new LineResults(source, q.Follow);
    }

    internal static void Map(Slices slices) => slices.Query<GetJobResults, JobResults>("GET /api/jobs/{jobId}/results", _ => Need.SignedIn, Answer);
}
