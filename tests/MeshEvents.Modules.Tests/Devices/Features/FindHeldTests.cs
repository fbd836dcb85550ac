namespace MeshEvents.Modules.Tests.Devices.Features;

[Collection(OneServer.Name)]
public sealed class FindHeldTests(ServerFixture server)
{
    [Fact]
    public async Task One_that_went_away_is_not_listed_any_more()
    {
        var key = new AgentKey();
        await using (var agent = await FakeAgent.ConnectAsync(server, key, Wire.Bytes48.Random(), "lost")) Assert.Equal("lost", (await server.HeldAsync(key)).GetProperty("hostName").GetString());
        await Waiting.Until(async () => await server.FindHeldAsync(key) is null, "the held agent to be forgotten");
        await server.Technician.Get("/api/held").Be(HttpStatusCode.Forbidden);
    }
}
