namespace MeshEvents.Modules.Tests.Jobs.Features;

[Collection(JobsServer.Name)]
public sealed class GetRunTests(JobsServer server)
{
    [Fact]
    public async Task Who_may_only_see_sees_no_output()
    {
        var (device, agent) = await server.OnlineDeviceAsync(signed: true);
        await using var _ = agent;
        var job = await server.StartAsync(server.Technician, new { text = "cat /etc/shadow", devices = new[] { device.Id } });
        var command = await server.SentAsync<CommandDevice>();
        await server.WritesAsync(command, 0, "top-secret"u8.ToArray());
        await server.AnswersAsync(command, """{"exit":0}""");

        foreach (var address in new[] { $"/api/runs/{command.CommandId}", $"/api/jobs/{job}" })
        {
            Assert.DoesNotContain("top-secret", (await server.Viewer.Get(address).Be(HttpStatusCode.OK)).Text, StringComparison.Ordinal);
            Assert.DoesNotContain(Convert.ToBase64String("top-secret"u8), (await server.Viewer.Get(address).Be(HttpStatusCode.OK)).Text, StringComparison.Ordinal);
        }
        Assert.Contains("top-secret", (await server.Technician.Get($"/api/jobs/{job}").Be(HttpStatusCode.OK)).Text, StringComparison.Ordinal);
    }
}
