using MeshEvents.Bus;
using MeshEvents.Bus.Http;
using MeshEvents.Bus.Live;
using MeshEvents.Certificates;
using MeshEvents.Devices.Enrolment;
using MeshEvents.Identity.Access;
using MeshEvents.Identity.SignIn;
using MeshEvents.Jobs.Retention;
using MeshEvents.Server.Wiring;
using MeshEvents.Store;

namespace MeshEvents.Server;

/// <summary>Puts the server together, and runs it.</summary>
public static class ServerApp
{
    // after the first rush of consoles and agents that come back: what starting left behind then goes back to the machine, where a quiet server would keep it for hours
    static readonly TimeSpan Settled = TimeSpan.FromSeconds(4);

    public static WebApplication Build(Installation installation, string[] args, Action<WebApplicationBuilder>? more = null)
    {
        var settings = installation.Settings;
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning).AddFilter("Microsoft.Hosting", LogLevel.Warning).AddSimpleConsole(o => { o.SingleLine = true; o.TimestampFormat = "HH:mm:ss "; });
        var names = OwnNames.Of(settings);
        var certificates = new ServerCertificates(Path.Combine(settings.DataFolder, "certificates"), names, installation.Line.Has("fastcert"), TimeProvider.System,
            LoggerFactory.Create(l => l.AddSimpleConsole(o => o.SingleLine = true)).CreateLogger<ServerCertificates>());

        var services = builder.Services;
        services.AddSingleton(TimeProvider.System).AddSingleton(settings).AddSingleton(installation.Database).AddSingleton(installation.Ring).AddSingleton(certificates);
        services.AddSingleton(new SignInTimes(settings.SessionTime));
        services.AddSingleton(s => new OutputDays(settings.Domains.ToDictionary(d => s.GetRequiredService<TenantMap>().Named(d.Name)!.Id, d => d.JobOutputDays)));
        services.AddSingleton(s => new EventStore(installation.Database, s.GetRequiredService<Facts>(), s.GetRequiredService<Projections>(), installation.Ring, TimeProvider.System));
        var addresses = new OwnAddresses { PublicName = settings.Cert, Port = settings.PublicPort };
        foreach (var name in names) addresses.Add(name);
        services.AddSingleton(addresses);
        services.AddSingleton(new AgentFiles(installation.Line["agents"] ?? Path.Combine(AppContext.BaseDirectory, "agents")));
        services.AddSingleton(s => new Pages(installation.Line["console"] ?? Path.Combine(AppContext.BaseDirectory, "console"), s.GetRequiredService<EventStore>()));

        var modules = Modules.All();
        services.AddModules(modules);
        services.AddSingleton<ProjectionDaemon>().AddHostedService(s => s.GetRequiredService<ProjectionDaemon>());
        services.AddProblemDetails();
        services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(5));
        builder.UseOwnKestrel(settings, certificates);
        more?.Invoke(builder);

        services.AddSingleton<TenantMap>(s => Prepare(s, settings.Domains).GetAwaiter().GetResult());
        var app = builder.Build();
        app.Services.GetRequiredService<Reactions>().Subscribe(app.Services.GetRequiredService<Projections>());
        _ = app.Services.GetRequiredService<TenantMap>();
        var live = app.Services.GetRequiredService<LiveFeed>();
        app.Services.GetRequiredService<ProjectionDaemon>().Pushed += live.OnPushed;
        if (installation.Line["local-agent"] is { } local) app.Services.GetRequiredService<LocalAgent>().Write(local);
        app.UsePipeline(settings);
        app.MapEverything(modules);
        return app;
    }

    /// The views' tables and the tenants exist before anything is served.
    static async Task<TenantMap> Prepare(IServiceProvider services, IReadOnlyList<Configuration.DomainSettings> domains)
    {
        var database = services.GetRequiredService<Database>();
        await ViewTables.PrepareAsync(database, services.GetRequiredService<Projections>());
        var tenants = await TenantMap.OpenAsync(database, services.GetRequiredService<EventStore>(), domains, CancellationToken.None);
        services.GetRequiredService<Operators>().Tenant = tenants.First.Id;
        var addresses = services.GetRequiredService<OwnAddresses>();
        foreach (var tenant in tenants.All.Where(t => t.ByPath)) addresses.Put(tenant.Id, tenant.Domain);
        return tenants;
    }

    public static async Task<int> RunAsync(WebApplication app, Installation installation)
    {
        await app.StartAsync();
        await WelcomeAsync(app, installation);
        if (installation.Line["started"] is { } started) await File.WriteAllTextAsync(started, "");
        var stopped = app.WaitForShutdownAsync();
        if (await Task.WhenAny(stopped, Task.Delay(Settled)) != stopped) GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        await stopped;
        return 0;
    }

    /// <summary>The address, and for each domain the one-time link while nobody has set it up.</summary>
    static async Task WelcomeAsync(WebApplication app, Installation installation)
    {
        var (services, settings) = (app.Services, installation.Settings);
        var port = settings.PublicPort == 443 ? "" : $":{settings.PublicPort}";
        var address = $"https://{settings.Cert ?? "localhost"}{port}";
        Out.Line($"MeshEvents {Out.Version} is running at {address}");
        var store = services.GetRequiredService<EventStore>();
        var codes = services.GetRequiredService<SetUpCode>();
        foreach (var tenant in services.GetRequiredService<TenantMap>().All)
        {
            if ((await store.AggregateAsync<Identity.Tenant>(tenant.Id, tenant.Id))?.State.SetUp ?? false) continue;
            Out.Line($"Set {(tenant.Domain is "" ? "it" : $"the domain {tenant.Domain}")} up within 30 minutes by opening this link once:");
            Out.Line($"  {(tenant.Dns is { } dns ? $"https://{dns}{port}" : address)}{(tenant.ByPath ? $"/{tenant.Domain}" : "")}/setup#{codes.Make(tenant.Id)}");
        }
    }
}
