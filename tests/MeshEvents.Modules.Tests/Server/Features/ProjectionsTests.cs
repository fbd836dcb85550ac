namespace MeshEvents.Modules.Tests.Server.Features;

[Collection(OneServer.Name)]
public sealed class ProjectionsTests(ServerFixture server)
{
    [Fact]
    public async Task Are_shown_and_rebuilt_and_the_rows_are_the_same()
    {
        var device = await server.NewDeviceAsync();
        var rows = (await server.Administrator.Get("/api/server/projections").Be(HttpStatusCode.OK)).Json.GetProperty("rows").EnumerateArray().ToList();
        var name = rows.Select(r => r.GetProperty("name").GetString()!).First(n => n.Contains("DeviceSheet", StringComparison.Ordinal));
        var before = (await server.Viewer.Get($"/api/devices/{device.Id}").Be(HttpStatusCode.OK)).Text;
        await server.Administrator.Post($"/api/server/projections/{Uri.EscapeDataString(name)}/rebuild").Be(HttpStatusCode.Created);
        await Waiting.Until(async () => await server.CountAsync("select count(*) from bus.outbox where name = 'server.rebuild_projection'") == 0, "the rebuild to be done");
        Assert.Equal(before, (await server.Viewer.Get($"/api/devices/{device.Id}").Be(HttpStatusCode.OK)).Text);
    }

    [Fact]
    public async Task Says_no()
    {
        await server.Technician.Get("/api/server/projections").Be(HttpStatusCode.Forbidden);
        await server.Administrator.Post("/api/server/projections/no-such/rebuild").Be(HttpStatusCode.NotFound);
        await server.Administrator.Post("/api/server/projections/no-such/resume").Be(HttpStatusCode.NotFound);
        await server.Technician.Post("/api/server/projections/no-such/resume").Be(HttpStatusCode.Forbidden);
    }
}
