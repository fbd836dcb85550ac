using MeshEvents.Modules.Tests.Relay;

namespace MeshEvents.Modules.Tests.Server;

/// <summary>What people and agents do, through nginx: pages, cookies, the live feed, an agent's handshake, a session's bytes.</summary>
public abstract class NginxTests(BehindNginx server)
{
    [Fact]
    public async Task The_console_its_feed_and_an_agent_work_and_the_address_is_the_senders()
    {
        Assert.Contains("<title>console</title>", (await server.Nobody().Get("/devices").Be(HttpStatusCode.OK)).Text, StringComparison.Ordinal);
        var person = await server.AgainAsync(server.Technician, from: "127.0.80.7");
        await using var live = await person.Live();
        var (device, agent) = await server.OnlineDeviceAsync();
        await using var _ = agent;
        await person.Put($"/api/devices/{device.Id}/name", new { name = "through-nginx" }).Be(HttpStatusCode.NoContent);
        await live.Next("DeviceRow", e => e.Json.GetProperty("name").GetString() == "through-nginx");

        await server.AuditAsync(device.Id);
        var renamed = await server.Administrator.Get($"/api/audit?deviceId={device.Id}&kind=devices.device_renamed").Be(HttpStatusCode.OK);
        Assert.Equal("127.0.80.7", renamed.Json.GetProperty("rows")[0].GetProperty("address").GetString());
    }

    [Fact]
    public async Task A_session_passes_bytes_both_ways()
    {
        await using var call = await Call.StartAsync(server);
        var (browser, agent) = await call.JoinAsync();
        var large = new byte[300_000];
        new Random(5).NextBytes(large);
        await browser.SendAsync(large);
        var got = new List<byte>();
        while (got.Count < large.Length) got.AddRange((await agent.BytesAsync())!);
        Assert.Equal(large, got);
        await agent.SendAsync("back"u8.ToArray());
        Assert.Equal("back"u8.ToArray(), await browser.BytesAsync());
    }
}

public sealed class NginxOffloadTests(NginxOffload server) : NginxTests(server), IClassFixture<NginxOffload>
{
    /// <summary>Plain HTTP from anybody but the proxy is refused, whatever it claims.</summary>
    [Fact]
    public async Task Past_the_proxy_there_is_no_way_in()
    {
        using var stranger = new Person(new($"http://localhost:{server.Port}/"), from: "127.0.80.9");
        Assert.Equal("server.not-by-proxy", (await stranger.Get("/api/me")).Code);
        var claims = stranger.Request(HttpMethod.Get, "/api/me");
        claims.Headers.Add("X-Forwarded-For", "127.0.0.1");
        claims.Headers.Add("X-Forwarded-Proto", "https");
        Assert.Equal("server.not-by-proxy", (await stranger.Send(claims)).Code);
    }
}

public sealed class NginxTrustedTests(NginxTrusted server) : NginxTests(server), IClassFixture<NginxTrusted>
{
    [Fact]
    public async Task Past_the_proxy_the_senders_own_address_counts()
    {
        using var direct = new Person(new($"https://localhost:{server.Port}/"), from: "127.0.80.9");
        var request = direct.Request(HttpMethod.Get, "/healthz");
        request.Headers.Add("X-Forwarded-Host", "evil.example.org");
        Assert.Equal(HttpStatusCode.OK, (await direct.Send(request)).Status);
    }
}
