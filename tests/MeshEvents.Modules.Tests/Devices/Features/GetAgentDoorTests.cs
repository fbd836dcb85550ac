namespace MeshEvents.Modules.Tests.Devices.Features;

[Collection(OneServer.Name)]
public sealed class GetAgentDoorTests(ServerFixture server)
{
    [Fact]
    public async Task Counts_who_is_in()
    {
        async Task<int> Connected() => (await server.Administrator.Get("/api/server/agents").Be(HttpStatusCode.OK)).Json.GetProperty("connected").GetInt32();
        var before = await Connected();
        var (_, agent) = await server.OnlineDeviceAsync();
        await using (agent) Assert.True(await Connected() >= Math.Max(1, before));
    }

    [Fact]
    public async Task Is_for_those_who_operate_the_server() => await server.Technician.Get("/api/server/agents").Be(HttpStatusCode.Forbidden);
}
