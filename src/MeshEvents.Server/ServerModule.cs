using MeshEvents.Bus;
using MeshEvents.Contracts.Health;
using MeshEvents.Contracts.Identity;
using MeshEvents.Kernel;
using MeshEvents.Server.Features;
using MeshEvents.Server.Health;
using MeshEvents.Store;

namespace MeshEvents.Server;

/// <summary>The installation itself: its projections and dead letters, for those who operate it.</summary>
public sealed class ServerModule : IModule
{
    public string Name => "server";

    public void Facts(Facts facts)
    {
        Refusals.List(facts);
        facts.Add<ProjectionResumed>("server.projection_resumed", e => $"Resumed projection {e.Name}");
        facts.Add<ProjectionRebuilt>("server.projection_rebuilt", e => $"Asked to rebuild projection {e.Name}");
        facts.Add<DeadLetterResent>("server.dead_letter_resent", e => $"Sent dead letter {e.Name} again");
    }

    public void Slices(Slices slices)
    {
        GetHealth.Map(slices);
        FindProjections.Map(slices);
        ResumeProjection.Map(slices);
        RebuildProjection.Map(slices);
        FindDeadLetters.Map(slices);
        ResendDeadLetter.Map(slices);
    }

    public void Bus(BusSetup bus)
    {
        bus.Handle<Resume, ResumeHandler>("server.resume_projection", inOrderOf: _ => new TenantId());
        bus.Handle<Rebuild, RebuildHandler>("server.rebuild_projection", inOrderOf: _ => new TenantId());
        bus.Handle<Resend, ResendHandler>("server.resend_dead_letter", inOrderOf: r => new TenantId(r.Id));
    }

    public void Services(IServiceCollection services)
    {
        services.AddSingleton<ProjectionLag>().AddSingleton<Readiness>();
        services.AddSingleton<IHealth, DatabaseHealth>().AddSingleton<IHealth, PersonKeysHealth>().AddSingleton<IHealth, ProjectionsHealth>();
        services.AddSingleton<IHealth, DeadLettersHealth>().AddSingleton<IHealth, DiskHealth>().AddSingleton<IHealth, VersionHealth>();
    }
}
