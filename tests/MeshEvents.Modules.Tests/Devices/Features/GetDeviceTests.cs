namespace MeshEvents.Modules.Tests.Devices.Features;

[Collection(OneServer.Name)]
public sealed class GetDeviceTests(ServerFixture server)
{
    [Fact]
    public async Task Shows_what_the_reader_may_do()
    {
        var device = await server.NewDeviceAsync();
        string[] Permissions(Reply page) => [.. page.Json.GetProperty("permissions").EnumerateArray().Select(p => p.GetString()!)];
        Assert.Contains("terminal", Permissions(await server.Technician.Get($"/api/devices/{device.Id}").Be(HttpStatusCode.OK)));
        Assert.DoesNotContain("terminal", Permissions(await server.Viewer.Get($"/api/devices/{device.Id}").Be(HttpStatusCode.OK)));
        await server.Stranger.Get($"/api/devices/{device.Id}").Be(HttpStatusCode.NotFound);
        await server.Viewer.Get("/api/devices/not-an-id").Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Yesterday_it_had_another_name()
    {
        var device = await server.NewDeviceAsync("was-old");
        var then = (await server.HistoryAsync(device.Id))[^1].At;
        var done = await server.Technician.Put($"/api/devices/{device.Id}/name", new { name = "is-new" }).Be(HttpStatusCode.NoContent);
        await server.SettledAsync(done.Sequence);
        string? Name(Reply page) => page.Json.GetProperty("device").GetProperty("name").GetString();
        Assert.Equal("is-new", Name(await server.Viewer.Get($"/api/devices/{device.Id}").Be(HttpStatusCode.OK)));
        Assert.Equal("was-old", Name(await server.Viewer.Get($"/api/devices/{device.Id}?asOf={Uri.EscapeDataString(then.ToString("O"))}").Be(HttpStatusCode.OK)));
    }
}
