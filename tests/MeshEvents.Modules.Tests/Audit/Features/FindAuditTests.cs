namespace MeshEvents.Modules.Tests.Audit.Features;

[Collection(OneServer.Name)]
public sealed class FindAuditTests(ServerFixture server)
{
    [Fact]
    public async Task A_refusal_stands_in_the_history_once_for_a_minute_of_tries()
    {
        var device = await server.NewDeviceAsync();
        for (var i = 0; i < 3; i++) await server.Viewer.Put($"/api/devices/{device.Id}/name", new { name = "x" }).Be(HttpStatusCode.Forbidden);
        var lines = (await server.AuditOfAsync(device.Id)).Where(l => l.Kind is "bus.command_refused").ToList();
        Assert.Equal(("Was refused RenameDevice: not-allowed", "Refused", "viewer"), (Assert.Single(lines).Sentence, lines[0].Outcome, lines[0].By));
    }

    [Fact]
    public async Task Shows_what_one_may_see_and_ones_own_acts()
    {
        var device = await server.NewDeviceAsync();
        await server.Technician.Put($"/api/devices/{device.Id}/name", new { name = "renamed" }).Be(HttpStatusCode.NoContent);
        await server.AuditAsync(device.Id);
        Assert.Contains("Renamed", (await server.Viewer.Get($"/api/audit?deviceId={device.Id}").Be(HttpStatusCode.OK)).Text, StringComparison.Ordinal);
        Assert.Equal(0, (await server.Stranger.Get($"/api/audit?deviceId={device.Id}").Be(HttpStatusCode.OK)).Json.GetProperty("total").GetInt64());
        Assert.Equal(0, (await server.Foreigner.Get($"/api/audit?deviceId={device.Id}").Be(HttpStatusCode.OK)).Json.GetProperty("total").GetInt64());
        await server.Viewer.Get("/api/audit?take=0").BeInvalid("take");
    }

    [Fact]
    public async Task Ones_own_refused_try_does_not_name_what_was_hidden()
    {
        var device = await server.NewDeviceAsync();
        var person = await server.NewPersonAsync();
        await person.Delete($"/api/devices/{device.Id}").Be(HttpStatusCode.NotFound);
        await server.AuditAsync(device.Id);
        var own = await person.Get($"/api/audit?deviceId={device.Id}").Be(HttpStatusCode.OK);
        Assert.Equal(1, own.Json.GetProperty("total").GetInt64());
        Assert.DoesNotContain(device.Name, own.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(device.Group.Name, own.Text, StringComparison.Ordinal);
    }
}
