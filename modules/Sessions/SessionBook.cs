using MeshEvents.Bus;
using MeshEvents.Contracts.Devices;
using MeshEvents.Contracts.Sessions;
using MeshEvents.Kernel;
using MeshEvents.Sessions.Features;
using MeshEvents.Sessions.Views;
using MeshEvents.Store;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MeshEvents.Sessions;

/// <summary>The relay's way to say what became of a session; and, at the start, the closing of what a dead server left open.</summary>
sealed partial class SessionBook(ICommandBus bus, ReadsFor reads, ILogger<SessionBook> log) : ISessionBook, IHostedService
{
    public async Task<DateTimeOffset?> OpenAsync(SessionId session, Actor user, CancellationToken stop) =>
        (await bus.InvokeAsync(new OpenSession(session), user.Deferred(), stop)).Answer?.At;

    public async Task ClosedAsync(SessionId session, Actor user, DateTimeOffset openedAt, string? why, long bytesUp, long bytesDown) =>
        await bus.InvokeAsync(new CloseSession(session, openedAt, why, bytesUp, bytesDown), user.Deferred());

    public async Task<bool> ConsentAsync(SessionId session, DeviceId device, Guid tenant, ConsentStep step, int seconds)
    {
        var name = (await reads.Tenant(tenant).RowAsync<DeviceCard>(device))?.Name ?? "(retired)";
        var agent = new Actor(ActorKind.Agent, device.Value, name, tenant, Via.Agent);
        return (await bus.InvokeAsync(new RecordConsent(session, step, seconds), agent)).Refused is null;
    }

    public async Task StartAsync(CancellationToken stop)
    {
        var running = await reads.Actor(Actor.System).SqlAsync($"select tenant_id, id from sessions.running_session", r => (Tenant: Guid.Parse(r.GetString(0)), Id: new SessionId(r.GetGuid(1))));
        foreach (var (tenant, id) in running) await bus.InvokeAsync(new LoseSession(id), Actor.System with { Tenant = tenant }, stop);
        if (running.Count > 0) Lost(running.Count);
    }

    public Task StopAsync(CancellationToken stop) => Task.CompletedTask;

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} sessions were open when the server stopped; they are closed as unknown.")]
    partial void Lost(int count);
}

/// <summary>A device that left takes its open sessions with it.</summary>
sealed class EndSessionsOfRetired(ICommandBus bus, ReadsFor reads) : IReact<DeviceRetired>
{
    public async Task OnAsync(IEvent<DeviceRetired> e, CancellationToken stop)
    {
        var running = await reads.Tenant(e.By.Tenant).RowsAsync<RunningSession>($"device_id = {e.StreamId}");
        await bus.InvokeEachAsync(running.Select(s => new CutSession(s.Id, "The device was retired.")), Actor.Because(e), stop);
    }
}
