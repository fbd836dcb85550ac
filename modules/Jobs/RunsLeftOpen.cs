using MeshEvents.Bus;
using MeshEvents.Contracts.Devices;
using MeshEvents.Contracts.Jobs;
using MeshEvents.Jobs.Features;
using MeshEvents.Kernel;
using MeshEvents.Store;
using Microsoft.Extensions.Hosting;

namespace MeshEvents.Jobs;

/// <summary>At the start: what was running when the server stopped is asked after, once the devices have had time to come back.</summary>
sealed class RunsLeftOpen(ICommandBus bus, ReadsFor reads, TimeProvider clock) : IHostedService
{
    public async Task StartAsync(CancellationToken stop)
    {
        var open = await reads.Actor(Actor.System).SqlAsync($"select tenant_id, id, device_id from jobs.run_sheet where open and sent_at is not null",
            r => (Tenant: Guid.Parse(r.GetString(0)), Run: new RunId(r.GetGuid(1)), Device: new DeviceId(r.GetGuid(2))));
        foreach (var (tenant, run, device) in open) await bus.ScheduleAsync(new MissRun(run, device), Actor.System with { Tenant = tenant }, clock.GetUtcNow() + MissRun.Patience, stop);
    }

    public Task StopAsync(CancellationToken stop) => Task.CompletedTask;
}
