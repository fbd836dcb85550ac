using MeshEvents.Audit.Features;
using MeshEvents.Audit.Views;
using MeshEvents.Bus;
using MeshEvents.Store;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace MeshEvents.Audit;

public sealed class AuditModule : IModule
{
    /// <summary>The subscription that fills the table of entries.</summary>
    public const string Entries = "audit.entries";

    EntryWriter? writer;

    public string Name => "audit";

    public void Facts(Facts facts) => facts.Add<AuditExported>("audit.exported", e => $"Exported history as {e.Format}");

    public void Slices(Slices slices)
    {
        FindAudit.Map(slices);
        FindAuditKinds.Map(slices);
        ExportAudit.Map(slices);
    }

    public void Projections(Projections projections)
    {
        NameCard.Map(projections);
        projections.Subscribe(Entries, (page, stop) => writer!.WriteAsync(page, stop), includeArchived: true);
    }

    public void Services(IServiceCollection services)
    {
        services.AddSingleton<EntryWriter>();
        services.AddSingleton<AuditTail>().AddHostedService(s => s.GetRequiredService<AuditTail>());
    }

    public void Sockets(IEndpointRouteBuilder app) => writer = app.ServiceProvider.GetRequiredService<EntryWriter>();
}
