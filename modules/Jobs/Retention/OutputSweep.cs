using MeshEvents.Bus;
using MeshEvents.Contracts.Jobs;
using MeshEvents.Jobs.Features;
using MeshEvents.Kernel;
using MeshEvents.Store;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace MeshEvents.Jobs.Retention;

/// <summary>Once an hour, and at the start: outputs that were kept long enough go, in small batches; one node at a time does it for all.</summary>
sealed partial class OutputSweep(Database database, OverdueOutputs overdue, OutputDays kept, ICommandBus bus, TimeProvider clock, ILogger<OutputSweep> log) : BackgroundService
{
    static readonly TimeSpan every = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        using var hourly = new PeriodicTimer(every, clock);
        try
        {
            do await TryAsync(stop);
            while (await hourly.WaitForNextTickAsync(stop));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested) { return; }
    }

    /// <returns>False: another node is at it.</returns>
    public async Task<bool> SweepAsync(CancellationToken stop)
    {
        await using var held = await database.TryHoldAsync(ClusterWork.OutputSweep, stop);
        if (held is null) return false;
        foreach (var (tenant, days) in kept.Of)
        {
            // first what a sweep took away that did not live to tell it
            await TellAsync(tenant, stop);
            if (days == 0) continue;
            var (now, sweep) = (clock.GetUtcNow(), new SweepId(Guid.CreateVersion7()));
            while (await overdue.RemoveAsync(tenant, sweep, now, days, now.AddDays(-days), stop) == OverdueOutputs.Batch) stop.ThrowIfCancellationRequested();
            await TellAsync(tenant, stop);
        }
        return true;
    }

    async Task TellAsync(Guid tenant, CancellationToken stop)
    {
        foreach (var (sweep, runs, bytes, days, before) in await overdue.UntoldAsync(tenant, stop))
        {
            var told = await bus.InvokeAsync(new NoteRemoval(sweep, runs, bytes, days, before), Actor.System with { Tenant = tenant }, stop);
            if (told.Refused is null) await overdue.ToldAsync(tenant, sweep, stop);
        }
    }

    async Task TryAsync(CancellationToken stop)
    {
        try { await SweepAsync(stop); }
        catch (Exception e) when (e is NpgsqlException or TimeoutException) { NotSwept(e.Message); }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Outputs that were kept long enough could not be removed; the next hour tries again: {Error}")]
    partial void NotSwept(string error);
}
