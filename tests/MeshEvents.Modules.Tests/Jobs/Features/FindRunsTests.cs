namespace MeshEvents.Modules.Tests.Jobs.Features;

[Collection(JobsServer.Name)]
public sealed class FindRunsTests(JobsServer server)
{
    [Fact]
    public async Task Shows_what_was_done_on_one_device()
    {
        var (device, other) = (await server.NewDeviceAsync(), await server.NewDeviceAsync());
        await server.StartAsync(server.Technician, new { text = "echo both", devices = new[] { device.Id, other.Id } });
        await server.StartAsync(server.Technician, new { text = "echo other", devices = new[] { other.Id } });
        var rows = (await server.Viewer.Get($"/api/devices/{device.Id}/runs").Be(HttpStatusCode.OK)).Json.GetProperty("rows");
        Assert.Equal("echo both", rows.EnumerateArray().Single().GetProperty("what").GetString());
        await server.Stranger.Get($"/api/devices/{device.Id}/runs").Be(HttpStatusCode.NotFound);
        await server.Foreigner.Get($"/api/devices/{device.Id}/runs").Be(HttpStatusCode.NotFound);
    }
}
