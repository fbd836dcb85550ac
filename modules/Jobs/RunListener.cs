using MeshEvents.Bus;
using MeshEvents.Contracts.Devices;
using MeshEvents.Contracts.Jobs;
using MeshEvents.Jobs.Features;
using MeshEvents.Jobs.Views;
using MeshEvents.Kernel;
using MeshEvents.Store;

namespace MeshEvents.Jobs;

/// <summary>What devices say of their runs. Every outcome is committed before the device is told to forget it.</summary>
sealed class RunListener(ICommandBus bus, ReadsFor reads, RunRecords records, IPresence presence, TimeProvider clock) : IHearCommands
{
    public Task OutputAsync(CommandOutput piece, Actor agent, CancellationToken stop) => records.KeepAsync(piece, agent.Tenant, clock.GetUtcNow(), stop);

    public async Task AnsweredAsync(CommandAnswer answer, Actor agent, CancellationToken stop)
    {
        if (answer.Result.Length > 0) await records.KeepAsync(answer, agent.Tenant, stop);
        var heard = new AnswerRun(new(answer.CommandId.Value), answer.DeviceId, answer.End, Clean.Line(answer.Why, 500), RunResult.Read(answer.Result));
        // what is not committed the device must not forget: it says it again
        if ((await bus.InvokeAsync(heard, agent, stop)).Refused is { Status: 409 } refused) throw new TimeoutException($"An answer was not taken: {refused.Sentence}");
    }

    public async Task ArrivedAsync(DeviceId device, IReadOnlyList<CommandId> running, Actor agent, CancellationToken stop)
    {
        var connectedAt = presence.Of(device)?.Since ?? clock.GetUtcNow();
        var known = running.Select(c => c.Value).ToHashSet();
        foreach (var run in await reads.Tenant(agent.Tenant).RowsAsync<RunSheet>($"device_id = {device} and open"))
        {
            ICommand? next = run switch
            {
                { State: RunState.Waiting } => new SendRun(run.Id, run.JobId, device),
                _ when !known.Contains(run.Id.Value) => new LoseRun(run.Id, connectedAt),
                { CancelRequested: true } => new StopRun(run.Id),
                _ => null,
            };
            if (next is not null) await bus.InvokeAsync(next, await OnBehalfAsync(run, agent.Tenant), stop);
        }
    }

    public async Task LeftAsync(DeviceId device, Actor agent, CancellationToken stop)
    {
        foreach (var run in await reads.Tenant(agent.Tenant).RowsAsync<RunSheet>($"device_id = {device} and open"))
            if (run.State is RunState.Running) await bus.ScheduleAsync(new MissRun(run.Id, device), Actor.System with { Tenant = agent.Tenant }, clock.GetUtcNow() + MissRun.Patience, stop);
    }

    async Task<Actor> OnBehalfAsync(RunSheet run, Guid tenant) =>
        await reads.Tenant(tenant).RowAsync<JobSheet>(run.JobId) is { } job ? Actor.System with { Tenant = tenant, Via = Via.Job, OnBehalfOf = SendRun.AskerOf(job.UserId, tenant) with { Name = (await reads.Tenant(tenant).RowAsync<Asker>(job.UserId))?.Name ?? "" } } : Actor.System with { Tenant = tenant };
}
