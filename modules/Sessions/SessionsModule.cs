using MeshEvents.Bus;
using MeshEvents.Bus.Live;
using MeshEvents.Contracts.Devices;
using MeshEvents.Contracts.Relay;
using MeshEvents.Contracts.Sessions;
using MeshEvents.Sessions.Desktop;
using MeshEvents.Sessions.Features;
using MeshEvents.Sessions.Files;
using MeshEvents.Sessions.Views;
using MeshEvents.Store;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace MeshEvents.Sessions;

public sealed class SessionsModule : IModule
{
    public string Name => "sessions";

    public void Facts(Facts facts)
    {
        facts.Add<SessionRequested>("sessions.session_requested", e => e.Target is { } target ? $"Asked for a connection to {target} through the device" : e.Continues is null ? $"Asked for a {e.Kind.ToString().ToLowerInvariant()} session" : $"Asked to go on with a {e.Kind.ToString().ToLowerInvariant()} session");
        facts.Add<SessionOpened>("sessions.session_opened", _ => "Session opened");
        facts.Add<SessionInterrupted>("sessions.session_interrupted", _ => "Session interrupted: the connection broke");
        facts.Add<SessionRejoined>("sessions.session_rejoined", _ => "Joined the session again");
        facts.Add<SessionFailed>("sessions.session_failed", e => $"Session failed: {e.Why}");
        facts.Add<SessionEnded>("sessions.session_ended", e => $"Session ended: {e.Why}");
        facts.Add<SessionUnknown>("sessions.session_unknown", e => $"Session's end is unknown: {e.Why}");
        facts.Add<ConsentTold>("sessions.consent_told", _ => "Told the person at the device");
        facts.Add<ConsentAsked>("sessions.consent_asked", e => $"Asked the person at the device, who has {e.Seconds} s to answer");
        facts.Add<ConsentGiven>("sessions.consent_given", _ => "The person at the device allowed it");
        facts.Add<ConsentRefused>("sessions.consent_refused", _ => "The person at the device refused");
        facts.Add<ConsentTimedOut>("sessions.consent_timed_out", _ => "The person at the device did not answer in time");
        facts.Add<ConsentImpossible>("sessions.consent_impossible", _ => "Nobody is at the device to be asked");
        facts.Add<ClipboardPassed>("sessions.clipboard_passed", e => $"{e.Length} {(e.Length == 1 ? "character" : "characters")} of the clipboard went {(e.ToDevice ? "to" : "out of")} the device");
        FileSentences.List(facts);
    }

    public void Slices(Slices slices)
    {
        StartSession.Map(slices);
        RejoinSession.Map(slices);
        GiveUpSession.Map(slices);
        EndSession.Map(slices);
        CutSession.Map(slices);
        OpenSession.Map(slices);
        CloseSession.Map(slices);
        LoseSession.Map(slices);
        RecordFiles.Map(slices);
        RecordConsent.Map(slices);
        RecordClipboard.Map(slices);
        FindSessions.Map(slices);
    }

    public void Projections(Projections projections)
    {
        DeviceCard.Map(projections);
        PersonCard.Map(projections);
        SessionSheet.Map(projections);
        RunningSession.Map(projections);
    }

    public void Bus(BusSetup bus)
    {
        bus.Waits<GiveUpSession>("sessions.give_up_session");
        bus.React<DeviceRetired, EndSessionsOfRetired>("sessions.end_sessions_of_retired");
    }

    public void Services(IServiceCollection services) =>
        services.AddSingleton<SessionBook>().AddSingleton<ISessionBook>(s => s.GetRequiredService<SessionBook>()).AddHostedService(s => s.GetRequiredService<SessionBook>())
            .AddSingleton<FactRecorder>().AddSingleton<IInspectTunnels, FilesInspector>().AddSingleton<IInspectTunnels, DesktopInspector>();

    public void Sockets(IEndpointRouteBuilder app)
    {
        var reads = app.ServiceProvider.GetRequiredService<ReadsFor>();
        app.ServiceProvider.GetRequiredService<LiveFeed>().Dress<SessionSheet, SessionRow>(async (sheet, tenant, _) => (await SessionNames.OfAsync([sheet], reads.Tenant(tenant)))[0]);
    }
}
