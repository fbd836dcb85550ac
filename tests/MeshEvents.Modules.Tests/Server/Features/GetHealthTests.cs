using System.Text.Json;

namespace MeshEvents.Modules.Tests.Server.Features;

[Collection(OneServer.Name)]
public sealed class GetHealthTests(ServerFixture server)
{
    async Task<IReadOnlyDictionary<string, JsonElement>> TilesAsync() =>
        (await server.Administrator.Get("/api/server/health").Be(HttpStatusCode.OK)).Json.GetProperty("tiles").EnumerateArray().ToDictionary(t => t.GetProperty("name").GetString()!);

    [Fact]
    public async Task Tells_of_everything_there_is_in_sentences()
    {
        var tiles = await TilesAsync();
        Assert.Equal(["agents", "certificates", "database", "dead-letters", "disk", "person-keys", "projections", "version"], tiles.Keys.Order());
        foreach (var tile in tiles.Values)
        {
            Assert.EndsWith(".", tile.GetProperty("cause").GetString());
            Assert.NotEmpty(tile.GetProperty("figure").GetString()!);
            Assert.Equal(tile.GetProperty("state").GetString() == "Ok", tile.GetProperty("next").ValueKind is JsonValueKind.Null);
        }
        Assert.StartsWith("PostgreSQL 1", tiles["database"].GetProperty("figure").GetString());
        Assert.Contains("mesh_app", tiles["database"].GetProperty("cause").GetString());
        Assert.Equal("Apart", tiles["person-keys"].GetProperty("figure").GetString());
        Assert.Matches("^39[67] days$", tiles["certificates"].GetProperty("figure").GetString());
        Assert.Equal("Up to date", tiles["projections"].GetProperty("figure").GetString());
    }

    [Fact]
    public async Task A_message_that_was_given_up_asks_to_be_looked_at_also_when_it_is_anothers()
    {
        var letter = Guid.CreateVersion7();
        await server.RunAsync("""
            insert into bus.dead_letter (id, tenant_id, name, body, actor, stream, key, attempts, error, at) values ($1, $2, 'relay.close_tunnels', '{}', '{}', $1, $1, 8, 'it failed', now())
            """, letter, server.ForeignTenant.ToString());
        var tile = (await TilesAsync())["dead-letters"];
        Assert.Equal("Look", tile.GetProperty("state").GetString());
        Assert.Contains("other tenants", tile.GetProperty("cause").GetString());
        await server.RunAsync("delete from bus.dead_letter where id = $1", letter);
    }

    [Fact]
    public async Task An_agent_that_connects_is_counted()
    {
        var group = await server.NewGroupAsync();
        var (_, agent) = await server.OnlineDeviceAsync(group);
        await using (agent)
            await Waiting.Until(async () => (await TilesAsync())["agents"].GetProperty("figure").GetString() is { } figure && figure != "0 online", "the agent to be counted");
        Assert.Contains("of at most 2000", (await TilesAsync())["agents"].GetProperty("cause").GetString());
    }

    [Fact]
    public async Task Only_those_who_operate_the_installation_see_it()
    {
        await server.Technician.Get("/api/server/health").Be(HttpStatusCode.Forbidden);
        await server.Foreigner.Get("/api/server/health").Be(HttpStatusCode.Forbidden);
        await server.Nobody().Get("/api/server/health").Be(HttpStatusCode.Unauthorized);
    }
}
