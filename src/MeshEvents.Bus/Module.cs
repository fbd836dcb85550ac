using MeshEvents.Store;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace MeshEvents.Bus;

/// <summary>A module's table of contents: one line for each thing. What is not listed does not run; there is no scanning.</summary>
public interface IModule
{
    /// <summary>Lower case; also the schema of its views.</summary>
    string Name { get; }

    /// <summary>Each fact once, with its stored name and its audit sentence.</summary>
    void Facts(Facts facts);
    void Slices(Slices slices) { }
    void Projections(Projections projections) { }

    /// <summary>Handlers, reactions, commands that can wait.</summary>
    void Bus(BusSetup bus) { }
    void Services(IServiceCollection services) { }

    /// <summary>WebSockets and pages that are no slices.</summary>
    void Sockets(IEndpointRouteBuilder app) { }
}
