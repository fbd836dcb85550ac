namespace MeshEvents.Modules.Tests.Sessions.Features;

[Collection(OneServer.Name)]
public sealed class FindSessionsTests(ServerFixture server)
{
    [Fact]
    public async Task Shows_who_on_what_to_those_who_may_see_the_device()
    {
        var (device, agent) = await server.OnlineDeviceAsync();
        await using var _ = agent;
        var pass = await server.Technician.Post("/api/sessions", new { deviceId = device.Id, kind = "Terminal", reason = "printer" }).Be(HttpStatusCode.Created);
        await server.SettledAsync(pass.Sequence);
        var row = Assert.Single((await server.Viewer.Get($"/api/sessions?deviceId={device.Id}&running=true").Be(HttpStatusCode.OK)).Json.GetProperty("rows").EnumerateArray());
        Assert.Equal((device.Name, "technician", "printer", "Requested"), (row.GetProperty("deviceName").GetString(), row.GetProperty("userName").GetString(), row.GetProperty("reason").GetString(), row.GetProperty("state").GetString()));
        Assert.Empty((await server.Stranger.Get($"/api/sessions?deviceId={device.Id}").Be(HttpStatusCode.OK)).Json.GetProperty("rows").EnumerateArray());
        Assert.Empty((await server.Viewer.Get($"/api/sessions?deviceId={device.Id}&running=false").Be(HttpStatusCode.OK)).Json.GetProperty("rows").EnumerateArray());
        await server.Viewer.Get("/api/sessions?take=501").BeInvalid("take");
    }
}
