namespace MeshEvents.Modules.Tests.Jobs.Features;

[Collection(JobsServer.Name)]
public sealed class GetJobTests(JobsServer server)
{
    [Fact]
    public async Task Each_device_is_judged_by_itself_and_hidden_ones_do_not_exist()
    {
        var (mine, other, hidden) = (await server.NewDeviceAsync(), await server.NewDeviceAsync(group: await server.BareGroupAsync(server.Administrator)), await server.NewDeviceAsync(group: await server.BareGroupAsync(server.Administrator)));
        await server.GiveAsync(other.Group.Id, server.Technician, Rights.Details);
        var made = await server.Technician.Post("/api/jobs/run", new { text = "id", devices = new[] { mine.Id, other.Id, hidden.Id, Guid.NewGuid() } }).Be(HttpStatusCode.Created);
        Assert.Equal((1, 1, 1), (made.Json.GetProperty("devices").GetInt32(), made.Json.GetProperty("waiting").GetInt32(), made.Json.GetProperty("leftOut").GetInt32()));

        object On(TestDevice device) => new { text = "id", devices = new[] { device.Id } };
        await server.Technician.Post("/api/jobs/run", On(other)).Be(HttpStatusCode.Forbidden);
        await server.Technician.Post("/api/jobs/run", On(hidden)).Be(HttpStatusCode.NotFound);
        await server.Viewer.Post("/api/jobs/run", On(mine)).Be(HttpStatusCode.Forbidden);
        await server.Foreigner.Post("/api/jobs/run", On(mine)).Be(HttpStatusCode.NotFound);
        await server.Technician.Post("/api/jobs/run", new { text = "id", q = "os:" }).BeInvalid("q");
        await server.Technician.Post("/api/jobs/run", new { text = "id" }).BeInvalid("q");

        var job = made.Json.GetProperty("jobId").GetGuid();
        foreach (var way in new[] { "", "/results" })
        {
            await server.Stranger.Get($"/api/jobs/{job}{way}").Be(HttpStatusCode.NotFound);
            await server.Foreigner.Get($"/api/jobs/{job}{way}").Be(HttpStatusCode.NotFound);
        }
        await server.Viewer.Get($"/api/jobs/{job}/results").Be(HttpStatusCode.NotFound);
        await server.Viewer.Post($"/api/jobs/{job}/cancel").Be(HttpStatusCode.NotFound);
        await server.Viewer.Post($"/api/jobs/{job}/retry").Be(HttpStatusCode.NotFound);
        Assert.Equal(1, (await server.Viewer.Get($"/api/jobs/{job}").Be(HttpStatusCode.OK)).Json.GetProperty("runs").GetArrayLength());
    }
}
