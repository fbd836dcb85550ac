using System.Net.WebSockets;
using System.Text;
using MeshEvents.Bus;
using MeshEvents.Bus.Http;
using MeshEvents.Contracts.Devices;
using MeshEvents.Contracts.Identity;
using MeshEvents.Contracts.Relay;
using MeshEvents.Contracts.Sessions;
using MeshEvents.Kernel;
using MeshEvents.Wire.Desktop;
using MeshEvents.Wire.Relay;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MeshEvents.Relay;

/// <summary>
/// <c>/meshrelay.ashx</c> (spec/relay.md): joins a browser's and a device's socket. Each side needs its ticket, the browser its own cookie too. Rights are
/// judged again when both are there, the session's opening is committed, and only then does <c>c</c> go to both.
/// </summary>
sealed partial class RelayEndpoint(Tickets tickets, Tunnels tunnels, IWhoAsks who, IAccess access, ISessionBook book, IEnumerable<IInspectTunnels> inspectors, ILogger<RelayEndpoint> log)
{
    static readonly TimeSpan pairing = TimeSpan.FromSeconds(15);

    public async Task ServeAsync(HttpContext http)
    {
        if (!http.WebSockets.IsWebSocketRequest) { http.Response.StatusCode = StatusCodes.Status426UpgradeRequired; return; }
        var (tunnel, ticket) = await AdmitAsync(http);
        if (tunnel is null || ticket is null)
        {
            http.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        using var socket = await http.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
        {
            DangerousEnableCompression = false, KeepAliveInterval = TimeSpan.FromSeconds(20), KeepAliveTimeout = TimeSpan.FromSeconds(20),
        });
        var end = new End(socket);
        if (!tunnel.Join(end, ticket.Browser, out var both)) return;          // the same ticket a second time
        if (both is var (browser, agent)) await RunAsync(tunnel, browser, agent);
        else await WaitAsync(tunnel, end);
        await Pump.GoodbyeAsync(socket);
    }

    async Task<(Tunnel? Tunnel, Ticket? Ticket)> AdmitAsync(HttpContext http)
    {
        if (!RelayUrl.TryParse(http.Request.QueryString.Value, out var url, out var reason)) { Refused("malformed", reason); return default; }
        var text = url!.Browser ? url.Auth : url.RAuth;
        if (text is null || tickets.Read(text) is not { } ticket || ticket.Browser != url.Browser || ticket.Tunnel != url.Id) { Refused("ticket", "none, expired, or for another tunnel or side"); return default; }
        if (ticket.Tenant != RequestTenant.Of(http).Id || tunnels.Find(url.Id) is not { } tunnel || tunnel.Session != ticket.Session) { Refused("tunnel", "not announced"); return default; }
        if (!url.Browser) return http.Request.Headers.Origin.Count == 0 ? (tunnel, ticket) : default;

        var (actor, no) = await who.OfAsync(http);
        if (no is not null || actor.Id != ticket.User || actor.Login != ticket.Login) { Refused("cookie", no?.Code ?? "of somebody else"); return default; }
        return (tunnel, ticket);
    }

    /// <summary>The first side waits at most 15 s for the other; the second runs the tunnel for both.</summary>
    static async Task WaitAsync(Tunnel tunnel, End end)
    {
        if (await Task.WhenAny(end.Over.Task, Task.Delay(pairing)) != end.Over.Task && !tunnel.Begun) tunnel.Close("the other side never came");
        if (tunnel.Begun) await end.Over.Task;
    }

    async Task RunAsync(Tunnel tunnel, End browser, End agent)
    {
        try
        {
            if (!await StillAllowedAsync(tunnel) || await book.OpenAsync(tunnel.Session, tunnel.User, tunnel.Closing) is not { } openedAt) return;
            var inspection = inspectors.SingleOrDefault(i => i.Kind == tunnel.Kind)?.Begin(tunnel.Session, tunnel.User);
            try
            {
                var go = Encoding.ASCII.GetBytes(RelayProtocol.Joined);
                await agent.Socket.SendAsync(go, WebSocketMessageType.Text, true, tunnel.Closing);
                await browser.Socket.SendAsync(go, WebSocketMessageType.Text, true, tunnel.Closing);
                await Pump.RunAsync(tunnel, browser.Socket, agent.Socket, inspection, used: () => who.Used(tunnel.User), consent: step => ConsentAsync(tunnel, step));
            }
            catch (Exception e) when (Pump.IsBroken(e)) { tunnel.Close(null); }
            if (inspection is not null) await inspection.EndAsync();
            await book.ClosedAsync(tunnel.Session, tunnel.User, openedAt, tunnel.Why, Interlocked.Read(ref tunnel.Up), Interlocked.Read(ref tunnel.Down));
        }
        catch (Exception e) when (e is Npgsql.NpgsqlException or TimeoutException or InvalidOperationException) { NotRecorded(tunnel.Session.Value, e); }
        finally
        {
            tunnel.Close(null);
            tunnels.Remove(tunnel);
            browser.Over.TrySetResult();
            agent.Over.TrySetResult();
        }
    }

    async Task<bool> ConsentAsync(Tunnel tunnel, RelayConsent step)
    {
        if (await book.ConsentAsync(tunnel.Session, tunnel.Device, tunnel.User.Tenant, StepOf(step.State), step.Seconds ?? 0)) return true;
        tunnel.Close("The device spoke out of turn.");
        return false;
    }

    static ConsentStep StepOf(RelayConsentState state) => state switch
    {
        RelayConsentState.Told => ConsentStep.Told,
        RelayConsentState.Asked => ConsentStep.Asked,
        RelayConsentState.Given => ConsentStep.Given,
        RelayConsentState.Refused => ConsentStep.Refused,
        RelayConsentState.TimedOut => ConsentStep.TimedOut,
        _ => ConsentStep.Nobody,
    };

    /// <summary>The right that the session needs, on the device as it is now; on a screen also how much may be done there.</summary>
    public async Task<bool> StillAllowedAsync(Tunnel tunnel)
    {
        if (!await HoldsAsync(SessionPermissions.To(tunnel.Kind))) return false;
        if (tunnel.Kind is ChannelKind.Desktop)
            tunnel.Input = await HoldsAsync(DevicePermissions.DesktopKeys) ? InputLevel.Full : await HoldsAsync(DevicePermissions.DesktopInput) ? InputLevel.Limited : InputLevel.ViewOnly;
        return true;

        async Task<bool> HoldsAsync(Permission<DeviceId> permission) => (await access.JudgeAsync(tunnel.User, permission.On(tunnel.Device), CancellationToken.None)).Verdict is Verdict.Allowed;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A relay connection was refused ({What}): {Reason}.")]
    partial void Refused(string what, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "What became of session {Session} could not be recorded; it will be closed as unknown.")]
    partial void NotRecorded(Guid session, Exception e);
}
