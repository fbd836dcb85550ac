using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MeshEvents.Agent.Tests.Support;

/// <summary>
/// A server written from spec/agent-handshake.md and spec/relay.md alone, without the code that the agent shares with ours:
/// what both would have misread alike, it finds.
/// </summary>
sealed class SpecServer : IAsyncDisposable
{
    readonly WebApplication app;
    readonly Channel<Peer> agents = Channel.CreateUnbounded<Peer>(), tunnels = Channel.CreateUnbounded<Peer>();
    readonly List<Peer> all = [];

    SpecServer(WebApplication app) => this.app = app;

    public X509Certificate2 Web { get; set; } = Certificates.Web();

    public byte[] WebHash => SHA384.HashData(Web.RawData);

    public byte[] ServerId { get; } = Certificates.KeyHash(Certificates.AgentServer);

    public Uri Address { get; private set; } = null!;

    public static async Task<SpecServer> StartAsync(X509Certificate2? web = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        SpecServer? server = null;
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
            listen.UseHttps(https => https.ServerCertificateSelector = (_, _) => server!.Web)));

        var app = builder.Build();
        server = new(app);
        if (web is not null) server.Web = web;
        app.UseWebSockets(new() { KeepAliveInterval = TimeSpan.Zero });
        app.Map("/agent.ashx", (HttpContext http) => server.HoldAsync(http, server.agents));
        app.Map("/meshrelay.ashx", (HttpContext http) => server.HoldAsync(http, server.tunnels));
        await app.StartAsync();
        var bound = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        server.Address = new($"wss://127.0.0.1:{bound.Port}/agent.ashx");
        return server;
    }

    public async Task<Peer> AgentAsync() => await Deadline.Within(agents.Reader.ReadAsync().AsTask(), "an agent to connect");

    public async Task<Peer> TunnelAsync() => await Deadline.Within(tunnels.Reader.ReadAsync().AsTask(), "a tunnel to be opened");

    /// <summary>Whether nobody has dialled a tunnel that was not asked for.</summary>
    public bool NoTunnel => tunnels.Reader.Count == 0;

    /// <summary>An agent that went through the whole handshake.</summary>
    public async Task<(Peer Peer, SpecHandshake Seen)> AuthenticatedAsync()
    {
        var peer = await AgentAsync();
        var seen = await SpecHandshake.AcceptAsync(peer, this);
        return (peer, seen);
    }

    public async ValueTask DisposeAsync()
    {
        lock (all) all.ForEach(p => p.Cut());
        await app.StopAsync();
        await app.DisposeAsync();
    }

    async Task HoldAsync(HttpContext http, Channel<Peer> to)
    {
        var peer = new Peer(await http.WebSockets.AcceptWebSocketAsync(), http);
        lock (all) all.Add(peer);
        to.Writer.TryWrite(peer);
        await peer.Released;
    }
}
