using MeshEvents.Sessions;
using MeshEvents.Sessions.Features;
using MeshEvents.Sessions.Views;
using static MeshEvents.Testing.Story;

namespace MeshEvents.Modules.Tests.Sessions.Features;

public sealed class StartSessionTests
{
    internal static readonly DeviceCard Card = new(Some.Device, Some.Group, "pc-17", Some.NodeId, [ChannelKind.Terminal]);
    static readonly StartSession.Known Online = new(Card, Online: true);
    static readonly StartSession Terminal = new(Some.Device, ChannelKind.Terminal, "printer");

    [Fact]
    public void Asks_the_device_and_gives_up_in_time()
    {
        var (id, tunnel) = (Asked.NewId<SessionId>(), Convert.ToHexStringLower(Asked.Fresh("tunnel").AsSpan(0, 16)));
        Knowing(Online).When(Terminal, StartSession.Decide)
            .Then(new SessionRequested(Some.Device, Some.Group, Some.Mira, ChannelKind.Terminal, "printer"))
            .ThenSends(new OpenChannel(Some.Device, id, ChannelKind.Terminal, tunnel, Reason: "printer"))
            .ThenLater((StartSession.Patience, new GiveUpSession(id, 0)));
        Assert.NotEqual(id.Value.ToString("N"), tunnel);
    }

    [Fact]
    public void An_offline_device_cannot_be_reached() => Knowing(Online with { Online = false }).When(Terminal, StartSession.Decide).ThenRefused("sessions.device-offline");

    [Fact]
    public void Only_what_the_device_offers() => Knowing(Online).When(Terminal with { Kind = ChannelKind.Desktop }, StartSession.Decide).ThenRefused("sessions.kind-not-offered");

    [Fact]
    public void A_connection_to_a_port_says_where_to()
    {
        var (id, tunnel) = (Asked.NewId<SessionId>(), Convert.ToHexStringLower(Asked.Fresh("tunnel").AsSpan(0, 16)));
        var known = Online with { Device = Card with { Offers = [ChannelKind.Tcp] } };
        foreach (var (asked, target) in new (StartSession, TcpTarget)[] { (Port, new("127.0.0.1", 5432)), (Port with { Host = "db.example" }, new("db.example", 5432)) })
        {
            Knowing(known).When(asked, StartSession.Decide)
                .Then(new SessionRequested(Some.Device, Some.Group, Some.Mira, ChannelKind.Tcp, null, Target: target))
                .ThenSends(new OpenChannel(Some.Device, id, ChannelKind.Tcp, tunnel, Target: target))
                .ThenLater((StartSession.Patience, new GiveUpSession(id, 0)));
        }
        Assert.Equal(("db.example:1", "[fe80::1]:2"), (new TcpTarget("db.example", 1).ToString(), new TcpTarget("fe80::1", 2).ToString()));
    }

    static readonly StartSession Port = new(Some.Device, ChannelKind.Tcp, Port: 5432);

    [Fact]
    public void Only_a_connection_to_a_port_has_one_and_it_is_one()
    {
        Assert.Equal(["Port"], Invalid(Port with { Port = null }));
        Assert.Equal(["Port"], Invalid(Port with { Port = 0 }));
        Assert.Equal(["Port"], Invalid(Port with { Port = 65536 }));
        Assert.Equal(["Host"], Invalid(Port with { Host = "a b" }));
        Assert.Equal(["Host"], Invalid(Port with { Host = "http://x/" }));
        Assert.Equal(["Host"], Invalid(Port with { Host = new('x', 254) }));
        Assert.Equal(["Port"], Invalid(Terminal with { Port = 22 }));
        Assert.Equal(["Port"], Invalid(Terminal with { Host = "127.0.0.1" }));
    }

    [Fact]
    public void The_reason_is_one_line()
    {
        Assert.Equal(["Reason"], Invalid(Terminal with { Reason = "a\nb" }));
        Assert.Equal(["Reason"], Invalid(Terminal with { Reason = new('x', 501) }));
        Assert.Equal(["Kind"], Invalid(Terminal with { Kind = (ChannelKind)99 }));
    }
}

[Collection(OneServer.Name)]
public sealed class StartSessionOverHttp(ServerFixture server)
{
    [Fact]
    public async Task The_device_is_asked_only_after_the_fact_and_for_this_person()
    {
        var (device, agent) = await server.OnlineDeviceAsync();
        await using var _ = agent;
        var pass = await server.Technician.Post("/api/sessions", new { deviceId = device.Id, kind = "Terminal", reason = "printer" }).Be(HttpStatusCode.Created);
        var session = pass.Json.GetProperty("sessionId").GetGuid();

        var asked = await agent.AskedAsync();
        Assert.Equal((session, 1, server.Technician.Id.ToString()), (asked.Session, asked.Usage, asked.UserId));
        var requested = Assert.IsType<SessionRequested>((await server.HistoryAsync(session))[0].Data);
        Assert.Equal((device.Id, server.Technician.Id, "printer"), (requested.DeviceId.Value, requested.UserId.Value, requested.Reason));
        Assert.DoesNotContain(session.ToString("N"), asked.Value, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(("Asked for a terminal session", "technician"), ((await server.AuditAsync(device.Id)).Sentence, (await server.AuditAsync(device.Id)).By));
    }

    [Fact]
    public async Task Says_no()
    {
        var device = await server.NewDeviceAsync();
        object Form(object kind) => new { deviceId = device.Id, kind };
        await server.Technician.Post("/api/sessions", Form("Terminal")).Be(HttpStatusCode.Conflict, "sessions.device-offline");
        await server.Viewer.Post("/api/sessions", Form("Terminal")).Be(HttpStatusCode.Forbidden);
        await server.Stranger.Post("/api/sessions", Form("Terminal")).Be(HttpStatusCode.NotFound);
        await server.Foreigner.Post("/api/sessions", Form("Terminal")).Be(HttpStatusCode.NotFound);
        await server.Technician.Post("/api/sessions", Form("Telepathy")).BeInvalid("kind");
        await server.Technician.Post("/api/sessions", new { kind = "Terminal" }).Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_port_needs_the_right_to_relay_and_the_device_is_told_which_one()
    {
        var (device, agent) = await server.OnlineDeviceAsync(await server.BareGroupAsync(server.Administrator));
        await using var _ = agent;
        await agent.SayAsync(FakeAgent.Core() with { MeshEvents = new("0.1", ["tcp"], []) });
        await Waiting.Until(async () => (await server.HistoryAsync(device.Id)).Any(e => e.Data is Contracts.Devices.DeviceOffersChanged o && o.Offers.Contains(ChannelKind.Tcp)), "the device to offer it");
        var (without, with) = (await server.NewPersonAsync(), await server.NewPersonAsync());
        await server.GiveAsync(device.Group.Id, without, Rights.RemoteControl);
        await server.GiveAsync(device.Group.Id, with, Rights.Relay);
        await without.Post("/api/sessions", new { deviceId = device.Id, kind = "Tcp", port = 22 }).Be(HttpStatusCode.Forbidden);
        var pass = await with.Post("/api/sessions", new { deviceId = device.Id, kind = "Tcp", host = "db.example", port = 5432 }).Be(HttpStatusCode.Created);
        var asked = await agent.AskedAsync();
        Assert.Equal((14, 5432, "db.example", pass.Json.GetProperty("sessionId").GetGuid()), (asked.Usage, asked.TcpPort, asked.TcpAddress, asked.Session));
        Assert.Equal(14, pass.Json.GetProperty("protocol").GetInt32());
        Assert.Equal("Asked for a connection to db.example:5432 through the device", (await server.AuditAsync(device.Id)).Sentence);

        await using var near = await RelaySide.OfAsync(with, pass.Json.GetProperty("path").GetString()!);
        await using var far = await agent.JoinAsync(asked);
        await near.BegunAsync();
        await far.BegunAsync();
        await near.SendAsync([1, 2, 3]);          // from the first byte on, without options and number
        Assert.Equal([1, 2, 3], await far.BytesAsync());
    }

    [Fact]
    public async Task Each_kind_needs_its_own_right()
    {
        var (device, agent) = await server.OnlineDeviceAsync(await server.BareGroupAsync(server.Administrator));
        await using var _ = agent;
        var person = await server.NewPersonAsync();
        await server.GiveAsync(device.Group.Id, person, Rights.RemoteControl | Rights.NoTerminal);
        await person.Post("/api/sessions", new { deviceId = device.Id, kind = "Terminal" }).Be(HttpStatusCode.Forbidden);
        await person.Post("/api/sessions", new { deviceId = device.Id, kind = "Desktop" }).Be(HttpStatusCode.Created);
    }
}
