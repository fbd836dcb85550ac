namespace MeshEvents.Modules.Tests.Identity.Features;

[Collection(OneServer.Name)]
public sealed class FindGroupPeopleTests(ServerFixture server)
{
    [Fact]
    public async Task Names_everybody_with_their_rights_in_words()
    {
        var group = await server.NewGroupAsync();
        var rows = (await server.Viewer.Get($"/api/groups/{group.Id}/people").Be(HttpStatusCode.OK)).Json.GetProperty("rows").EnumerateArray().ToList();
        Assert.Equal(["admin", "technician", "viewer"], rows.Select(r => r.GetProperty("name").GetString()));
        Assert.Equal(["Everything"], rows[0].GetProperty("words").EnumerateArray().Select(w => w.GetString()));
        await server.Stranger.Get($"/api/groups/{group.Id}/people").Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_table_of_rights_has_a_sentence_for_each_bit()
    {
        var table = (await server.Stranger.Get("/api/rights").Be(HttpStatusCode.OK)).Json.GetProperty("rows").EnumerateArray().ToList();
        Assert.All(table, r => Assert.Equal(1, System.Numerics.BitOperations.PopCount(r.GetProperty("bit").GetUInt32())));
        Assert.Distinct(table.Select(r => r.GetProperty("bit").GetUInt32()));
    }
}
