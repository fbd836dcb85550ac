using MeshEvents.Bus;
using MeshEvents.Bus.Live;
using MeshEvents.Contracts.Devices;
using MeshEvents.Contracts.Jobs;
using MeshEvents.Jobs.Features;
using MeshEvents.Jobs.Retention;
using MeshEvents.Jobs.Views;
using MeshEvents.Store;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace MeshEvents.Jobs;

public sealed class JobsModule : IModule
{
    public string Name => "jobs";

    public void Facts(Facts facts)
    {
        facts.Add<JobStarted>("jobs.job_started", e => $"Started a job on {Devices(e.Devices)}: {e.Action} {e.What}");
        facts.Add<JobCancelled>("jobs.job_cancelled", e => $"Cancelled a job: {e.Waiting} not sent, {e.Running} asked to stop");
        facts.Add<RunRequested>("jobs.run_requested", e => $"Asked to {e.Action}: {e.What}");
        facts.Add<RunSent>("jobs.run_sent", _ => "Sent it to the device");
        facts.Add<RunCancelRequested>("jobs.run_cancel_requested", _ => "Asked the device to stop it");
        facts.Add<RunAnswered>("jobs.run_answered", Sentence);
        facts.Add<RunCancelled>("jobs.run_cancelled", _ => "Cancelled before it was sent");
        facts.Add<RunExpired>("jobs.run_expired", _ => "Expired: the device did not come in time");
        facts.Add<RunRefused>("jobs.run_refused", e => $"Not sent: {e.Why}");
        facts.Add<WakeRequested>("jobs.wake_requested", e => $"Asked to wake it: {Neighbours(e.Neighbours)}");
        facts.Add<AgentUninstalled>("jobs.agent_uninstalled", _ => "The agent goes: it was uninstalled");
        facts.Add<OutputsRemoved>("jobs.outputs_removed", e => $"Removed the output of {(e.Runs == 1 ? "one run" : $"{e.Runs} runs")} ({e.Bytes} bytes) that ended before {e.Before:u}: outputs are kept for {e.Days} days");
        facts.Add<RunUnknown>("jobs.run_unknown", e => $"The outcome is unknown: {e.Why}");
    }

    static string Neighbours(int count) => count switch { 0 => "nobody is near it", 1 => "one other device near it is asked", _ => $"{count} other devices near it are asked" };

    static string Devices(int count) => count == 1 ? "one device" : $"{count} devices";

    static string Sentence(RunAnswered e) => (e.End, e.Exit) switch
    {
        (CommandEnd.Refused, _)      => $"The device refused: {e.Why}",
        (CommandEnd.Failed, _)       => $"Failed: {e.Why}",
        (_, { } exit)                => $"Ended with exit code {exit} and {e.Bytes} bytes of output",
        _ when e.Signal is not null  => $"Ended by {e.Signal} with {e.Bytes} bytes of output",
        _ when e.Bytes > 0           => $"Done, with {e.Bytes} bytes",
        _                            => e.Why is "" ? "Done" : $"Done: {e.Why}",
    };

    public void Slices(Slices slices)
    {
        RunCommands.Map(slices);
        ChangePower.Map(slices);
        WakeDevices.Map(slices);
        ShowMessage.Map(slices);
        ShowNotification.Map(slices);
        OpenAddress.Map(slices);
        ListProcesses.Map(slices);
        EndProcess.Map(slices);
        ListServices.Map(slices);
        ChangeService.Map(slices);
        ReadClipboard.Map(slices);
        SetClipboard.Map(slices);
        UninstallAgent.Map(slices);
        CancelJob.Map(slices);
        RetryJob.Map(slices);
        SendRun.Map(slices);
        StopRun.Map(slices);
        AnswerRun.Map(slices);
        LapseRun.Map(slices);
        LoseRun.Map(slices);
        MissRun.Map(slices);
        NoteRemoval.Map(slices);
        FindJobs.Map(slices);
        FindRuns.Map(slices);
        GetJob.Map(slices);
        GetRun.Map(slices);
        GetJobResults.Map(slices);
    }

    public void Projections(Projections projections)
    {
        JobSheet.Map(projections);
        RunSheet.Map(projections);
        Target.Map(projections);
        Asker.Map(projections);
    }

    public void Bus(BusSetup bus)
    {
        bus.Waits<LapseRun>("jobs.lapse_run");
        bus.Waits<MissRun>("jobs.miss_run");
    }

    public void Services(IServiceCollection services) => services.AddHostedService<RunsLeftOpen>()
        .AddSingleton<OverdueOutputs>().AddSingleton<OutputSweep>().AddHostedService(s => s.GetRequiredService<OutputSweep>()).AddSingleton<RunRecords>().AddSingleton<RunListener>().AddSingleton<IHearCommands>(s => s.GetRequiredService<RunListener>());

    public void Sockets(IEndpointRouteBuilder app)
    {
        var (live, reads) = (app.ServiceProvider.GetRequiredService<LiveFeed>(), app.ServiceProvider.GetRequiredService<ReadsFor>());
        live.Dress<JobSheet, JobRow>(async (sheet, tenant, _) => (await Shown.OfAsync([sheet], reads.Tenant(tenant)))[0]);
        live.Dress<RunSheet, RunRow>(async (sheet, tenant, _) => (await Shown.OfAsync([sheet], reads.Tenant(tenant)))[0]);
    }
}
