using System.Buffers.Text;
using System.Text.Json;
using MeshEvents.Bus.Http;
using MeshEvents.Contracts.Devices;
using MeshEvents.Contracts.Relay;
using MeshEvents.Contracts.Sessions;
using MeshEvents.Kernel;
using MeshEvents.Store;
using MeshEvents.Wire.Relay;

namespace MeshEvents.Relay;

/// <summary>One side of one tunnel: what a ticket is bound to.</summary>
public sealed record Ticket(string Tunnel, SessionId Session, Guid Tenant, Guid User, Guid? Login, DeviceId Device, ChannelKind Kind, bool Browser, DateTimeOffset Expires);

/// <summary>
/// Tickets are their payload and an HMAC under a ring key, base64url. They live 30 seconds and open one side of a tunnel that was announced; the tunnel
/// remembers that the side was taken, so each works once.
/// </summary>
sealed class Tickets(KeyRing ring, Tunnels tunnels, OwnAddresses addresses, TimeProvider clock) : ITickets
{
    public static readonly TimeSpan Life = TimeSpan.FromSeconds(30);
    const string Purpose = "relay.ticket";
    const int MostText = 2048;

    public SessionPass ForBrowser(SessionId session, string tunnel, DeviceId device, string nodeId, ChannelKind kind, Actor user, SessionId? continues)
    {
        var ticket = Make(session, tunnel, device, kind, user, browser: true);
        return new(session, PathOf(ticket, nodeId), Protocol(kind), ticket.Expires, continues);
    }

    public string ForDevice(SessionId session, string tunnel, DeviceId device, string nodeId, ChannelKind kind, Actor user) =>
        PathOf(Make(session, tunnel, device, kind, user, browser: false), nodeId);

    public (long Up, long Down) Passed(SessionId session) => tunnels.Passed(session);

    /// <summary>The ticket's content, when it is ours and not too old.</summary>
    public Ticket? Read(string text)
    {
        if (text.Length > MostText || text.Split('.') is not [var body, var mac]) return null;
        if (!Base64Url.IsValid(body) || !Base64Url.IsValid(mac)) return null;
        var payload = Base64Url.DecodeFromChars(body);
        if (!ring.Verify(Purpose, payload, Base64Url.DecodeFromChars(mac))) return null;
        var ticket = JsonSerializer.Deserialize<Ticket>(payload, Json.Web);
        return ticket is not null && clock.GetUtcNow() <= ticket.Expires ? ticket : null;
    }

    Ticket Make(SessionId session, string tunnel, DeviceId device, ChannelKind kind, Actor user, bool browser)
    {
        tunnels.Announce(tunnel, session, device, kind, user);
        return new(tunnel, session, user.Tenant, user.Id, user.Login, device, kind, browser, clock.GetUtcNow() + Life);
    }

    string PathOf(Ticket ticket, string nodeId)
    {
        var payload = JsonSerializer.SerializeToUtf8Bytes(ticket, Json.Web);
        var text = $"{Base64Url.EncodeToString(payload)}.{Base64Url.EncodeToString(ring.Hmac(Purpose, payload).Mac)}";
        var url = new RelayUrl(ticket.Tunnel, Protocol(ticket.Kind), nodeId, ticket.Browser, Auth: ticket.Browser ? text : null, RAuth: ticket.Browser ? null : text);
        return url.ToPathAndQuery(addresses.DomainOf(ticket.Tenant));
    }

    static int Protocol(ChannelKind kind) => kind switch { ChannelKind.Terminal => RelayProtocol.Terminal, ChannelKind.Desktop => RelayProtocol.Desktop, ChannelKind.Tcp => RelayProtocol.TcpRelay, _ => RelayProtocol.Files };
}
