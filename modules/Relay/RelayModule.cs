using MeshEvents.Bus;
using MeshEvents.Contracts.Identity;
using MeshEvents.Contracts.Relay;
using MeshEvents.Store;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace MeshEvents.Relay;

public sealed class RelayModule : IModule
{
    public string Name => "relay";

    /// <summary>None of its own: what becomes of a session is Sessions' word.</summary>
    public void Facts(Facts facts) { }

    public void Bus(BusSetup bus) => bus.Handle<CloseTunnels, CloseTunnelsHandler>("relay.close_tunnels", inOrderOf: close => close.SessionId);

    public void Services(IServiceCollection services)
    {
        services.AddSingleton<Tunnels>().AddSingleton<Tickets>().AddSingleton<ITickets>(s => s.GetRequiredService<Tickets>());
        services.AddSingleton<RelayEndpoint>().AddHostedService<RightsWatch>();
    }

    public void Sockets(IEndpointRouteBuilder app)
    {
        var relay = app.ServiceProvider.GetRequiredService<RelayEndpoint>();
        // GET, and CONNECT: a browser opens a WebSocket over HTTP/2 by the latter (RFC 8441)
        app.Map("/meshrelay.ashx", (RequestDelegate)relay.ServeAsync).ExcludeFromDescription();
    }
}
