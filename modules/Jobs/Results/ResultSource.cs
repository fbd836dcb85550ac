using MeshEvents.Contracts.Devices;
using MeshEvents.Contracts.Jobs;
using MeshEvents.Jobs.Views;
using MeshEvents.Kernel;
using MeshEvents.Store;
using Microsoft.AspNetCore.Http;
using MeshEvents.Bus;

namespace MeshEvents.Jobs.Results;

/// <summary>A job's results on their way to somebody.</summary>
public abstract class JobResults : IAnswerOverHttp
{
    public abstract Task WriteAsync(HttpContext http);
}

/// <param name="Number">Counts from 0 within the run.</param>
sealed record Written(Guid Run, int Number, bool Error, byte[] Bytes);

/// <summary>Where results come from: the runs that the reader may do the same on, and what they wrote.</summary>
sealed class ResultSource(Reads reads, JobId job, Permission<DeviceId> permission)
{
    const int MostPieces = 32;

    public TimeProvider Clock => reads.Ask<TimeProvider>();

    public async Task<IReadOnlyList<RunRow>> RunsAsync() => await Shown.OfAsync(await reads.RowsAsync<RunSheet, DeviceId>(permission, $"job_id = {job}"), reads);

    /// <summary>What was written since: the pieces of one run are kept in their order, so each run has a place of its own up to which it was read.</summary>
    /// <param name="next">By run, the number of the first piece that is wanted.</param>
    public Task<IReadOnlyList<Written>> WrittenAsync(IReadOnlyDictionary<Guid, int> next)
    {
        var (runs, numbers) = (next.Keys.ToArray(), next.Values.ToArray());
        return reads.SqlAsync($"""
            select o.run_id, o.number, o.error, o.bytes from unnest({runs}, {numbers}) as wanted(run, number) join jobs.output o on o.run_id = wanted.run and o.number >= wanted.number
            order by o.at, o.run_id, o.number limit {MostPieces}
            """, r => new Written(r.GetGuid(0), r.GetInt32(1), r.GetBoolean(2), r.GetFieldValue<byte[]>(3)));
    }
}
