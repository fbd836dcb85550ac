using MeshEvents.Bus.Live;
using MeshEvents.Store;
using Microsoft.Extensions.DependencyInjection;

namespace MeshEvents.Bus;

/// <summary>Takes in what every module lists. The same lists serve the server, the tests and the offline tools.</summary>
public static class Wiring
{
    public static void AddModules(this IServiceCollection services, IReadOnlyList<IModule> modules)
    {
        var (facts, slices, projections, bus) = Listed(modules, services);
        services.AddSingleton(facts).AddSingleton(slices).AddSingleton(projections).AddSingleton(bus);
        services.AddSingleton<CommandBus>().AddSingleton<ICommandBus>(s => s.GetRequiredService<CommandBus>()).AddSingleton(s => new Lazy<CommandBus>(s.GetRequiredService<CommandBus>));
        services.AddSingleton<ReadsFor>().AddSingleton(s => new Lazy<IScopes>(s.GetRequiredService<IScopes>));
        services.AddSingleton<Outbox>().AddSingleton<LocalQueues>().AddSingleton<DeadLetters>().AddSingleton<Inbox>().AddHostedService<InboxPruning>().AddSingleton<Reactions>();
        services.AddSingleton<Refusals>().AddHostedService(s => s.GetRequiredService<Refusals>());
        services.AddSingleton<LiveFeed>().AddHostedService(s => s.GetRequiredService<LiveFeed>()).AddSingleton<LiveResume>();
        services.AddHostedService<OutboxPump>();
        foreach (var module in modules) module.Services(services);
    }

    /// <summary>Facts, slices and views of these modules, without a server.</summary>
    public static (Facts Facts, Slices Slices, Projections Projections, BusSetup Bus) Listed(IReadOnlyList<IModule> modules, IServiceCollection services)
    {
        var (facts, slices, projections, bus) = (new Facts(), new Slices(), new Projections(), new BusSetup(services));
        foreach (var module in modules)
        {
            module.Facts(facts);
            module.Slices(slices);
            module.Projections(projections.Within(module.Name));
            module.Bus(bus);
        }
        return (facts, slices, projections, bus);
    }
}
