using MeshEvents.Contracts.Identity;
using MeshEvents.Contracts.Jobs;
using MeshEvents.Kernel;
using MeshEvents.Store;

namespace MeshEvents.Jobs.Views;

/// <summary>A job as it was asked. How far it is, its runs say.</summary>
public sealed record JobSheet(
    JobId Id, string Action, string What, string Arguments, UserId UserId, DateTimeOffset StartedAt, int Devices, int LeftOut, int TimeoutSeconds, DateTimeOffset ExpiresAt, JobId? RetryOf, bool Cancelled,
    long Version)
{
    public static JobSheet? Evolve(JobSheet? row, IEvent e) => e.Data switch
    {
        JobStarted x => new(new(e.StreamId), x.Action, x.What, x.Arguments, x.UserId, x.At, x.Devices, x.LeftOut, x.TimeoutSeconds, x.ExpiresAt, x.RetryOf, false, e.Version),
        JobCancelled => row! with { Cancelled = true, Version = e.Version },
        _            => row,
    };

    internal static void Map(Projections projections) => projections.SingleStream<JobSheet>(Evolve)
        .Of(typeof(JobStarted), typeof(JobCancelled)).Columns("started_at", "user_id").Inline().Push(to: row => row.UserId);
}
