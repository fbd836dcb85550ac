namespace MeshEvents.Modules.Tests.Jobs.Features;

[Collection(JobsServer.Name)]
public sealed class FindJobsTests(JobsServer server)
{
    [Fact]
    public async Task One_sees_ones_own_and_those_on_devices_one_may_see()
    {
        var (device, other) = (await server.NewDeviceAsync(), await server.NewDeviceAsync());
        var job = await server.StartAsync(server.Technician, new { text = "uptime", devices = new[] { device.Id } });
        async Task<bool> SeesAsync(Person person, string query = "") =>
            (await person.Get($"/api/jobs?take=500{query}").Be(HttpStatusCode.OK)).Json.GetProperty("rows").EnumerateArray().Any(r => r.GetProperty("id").GetGuid() == job);

        Assert.True(await SeesAsync(server.Technician));
        Assert.True(await SeesAsync(server.Viewer));
        Assert.False(await SeesAsync(server.Stranger));
        Assert.False(await SeesAsync(server.Foreigner));
        Assert.True(await SeesAsync(server.Technician, $"&deviceId={device.Id}"));
        Assert.False(await SeesAsync(server.Technician, $"&deviceId={other.Id}"));
    }

    [Fact]
    public async Task The_newest_is_first_and_pages_follow_one_another()
    {
        var device = await server.NewDeviceAsync();
        var jobs = new List<Guid>();
        for (var n = 0; n < 3; n++) jobs.Add(await server.StartAsync(server.Technician, new { text = $"echo {n}", devices = new[] { device.Id } }));
        var first = (await server.Technician.Get($"/api/jobs?deviceId={device.Id}&take=2").Be(HttpStatusCode.OK)).Json;
        Assert.Equal([jobs[2], jobs[1]], first.GetProperty("rows").EnumerateArray().Select(r => r.GetProperty("id").GetGuid()));
        var rest = (await server.Technician.Get($"/api/jobs?deviceId={device.Id}&take=2&after={first.GetProperty("next").GetString()}").Be(HttpStatusCode.OK)).Json;
        Assert.Equal([jobs[0]], rest.GetProperty("rows").EnumerateArray().Select(r => r.GetProperty("id").GetGuid()));
    }
}
