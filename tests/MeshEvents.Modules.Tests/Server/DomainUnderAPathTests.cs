using MeshEvents.Modules.Tests.Relay;

namespace MeshEvents.Modules.Tests.Server;

/// <summary>A domain without a host name of its own lives under <c>/name/</c>, with all that it serves.</summary>
[Collection(OneServer.Name)]
public sealed class DomainUnderAPathTests(ServerFixture server)
{
    const string There = "/" + ServerFixture.OtherTenant;

    [Theory]
    [InlineData("/devices", "")]
    [InlineData(There, There)]
    [InlineData(There + "/", There)]
    [InlineData(There + "/devices/0199/terminal?tab=x", There)]
    [InlineData("/OTHER/audit", "/OTHER")]
    [InlineData("/otherwise/audit", "")]
    public async Task A_page_is_told_where_it_lives(string address, string path)
    {
        var page = await server.Nobody().Get(address).Be(HttpStatusCode.OK);
        Assert.Contains($"content=\"{path}\"", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("__BASE__", page.Text, StringComparison.Ordinal);
        Assert.Contains("script-src 'self'", page.Header("Content-Security-Policy"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_line_to_paste_and_its_script_stay_under_the_path()
    {
        var group = await server.BareGroupAsync(server.Foreigner);
        var code = await server.Foreigner.Post($"/api/groups/{group.Id}/codes", new { hours = 1 }).Be(HttpStatusCode.Created);
        var (text, line) = (code.Json.GetProperty("code").GetString()!, code.Json.GetProperty("line").GetString());
        Assert.Contains($"{server.Address.GetLeftPart(UriPartial.Authority)}{There}/i/{text} | sudo sh", line, StringComparison.Ordinal);

        var script = await server.Nobody(There, from: "127.0.31.1").Get($"/i/{text}").Be(HttpStatusCode.OK);
        Assert.Contains($"{There}/i/{text}/agent/$rid", script.Text, StringComparison.Ordinal);
        Assert.Contains($"{There}/agent.ashx", script.Text, StringComparison.Ordinal);
        await server.Nobody(There, from: "127.0.31.1").Get($"/i/{text}/agent/linux-x64").Be(HttpStatusCode.OK);
        // at the first domain's door the code is nobody's
        await server.Nobody(from: "127.0.31.1").Get($"/i/{text}").Be(HttpStatusCode.NotFound, "devices.no-such-code");

        var settings = await server.Foreigner.Get($"/api/groups/{group.Id}/msh").Be(HttpStatusCode.OK);
        Assert.Contains($"{There}/agent.ashx", settings.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Both_ends_of_a_session_meet_under_the_path()
    {
        var group = await server.BareGroupAsync(server.Foreigner);
        var key = new AgentKey();
        await using var agent = await FakeAgent.OnlineAsync(server, key, group.MeshId, path: There);
        var device = await server.DeviceOfAsync(key);
        await Waiting.Until(async () => (await server.HistoryAsync(device, server.ForeignTenant)).Any(e => e.Data is DeviceOffersChanged), "the device's offers");
        var pass = await server.Foreigner.Post("/api/sessions", new { deviceId = device, kind = "Terminal" }).Be(HttpStatusCode.Created);
        var path = pass.Json.GetProperty("path").GetString()!;
        Assert.StartsWith($"{There}/meshrelay.ashx?", path, StringComparison.Ordinal);

        await using var deviceSide = await agent.JoinAsync(await agent.AskedAsync());
        await using var browser = await RelaySide.OfAsync(server.Foreigner, path);
        await browser.BegunAsync();
        await deviceSide.BegunAsync();
        await browser.GoodbyeAsync();
        await deviceSide.Socket.ClosedAsync();
    }

    [Fact]
    public async Task The_first_domains_cookie_opens_nothing_there_and_the_other_way_round()
    {
        Assert.StartsWith($"__Host-mesh-{server.ForeignTenant:N}=", server.Foreigner.Cookie, StringComparison.Ordinal);
        using var both = new Person(server.Address, There) { Cookie = $"{server.Administrator.Cookie}; {server.Foreigner.Cookie}" };
        Assert.Equal(server.Foreigner.Id, (await both.Get("/api/me").Be(HttpStatusCode.OK)).Json.GetProperty("userId").GetGuid());
        using var first = new Person(server.Address) { Cookie = both.Cookie };
        Assert.Equal(server.Administrator.Id, (await first.Get("/api/me").Be(HttpStatusCode.OK)).Json.GetProperty("userId").GetGuid());
    }
}
