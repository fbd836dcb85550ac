namespace MeshEvents.Modules.Tests.Devices.Features;

[Collection(OneServer.Name)]
public sealed class FindGroupsTests(ServerFixture server)
{
    [Fact]
    public async Task Lists_what_one_may_see_with_its_devices_and_ones_own_rights()
    {
        var group = await server.NewGroupAsync();
        await server.NewDeviceAsync(group: group);
        var rows = (await server.Viewer.Get("/api/groups?take=500").Be(HttpStatusCode.OK)).Json.GetProperty("rows").EnumerateArray().ToList();
        var row = rows.Single(r => r.GetProperty("id").GetGuid() == group.Id);
        Assert.Equal((group.Name, 1L, Rights.Details), (row.GetProperty("name").GetString(), row.GetProperty("devices").GetInt64(), row.GetProperty("rights").GetUInt32()));
        Assert.DoesNotContain(group.Name, (await server.Stranger.Get("/api/groups?take=500").Be(HttpStatusCode.OK)).Text, StringComparison.Ordinal);
    }
}
