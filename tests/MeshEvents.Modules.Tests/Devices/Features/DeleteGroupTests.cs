using MeshEvents.Devices;
using MeshEvents.Devices.Features;
using static MeshEvents.Testing.Story;

namespace MeshEvents.Modules.Tests.Devices.Features;

public sealed class DeleteGroupTests
{
    static readonly DeleteGroup Delete = new(Some.Group);

    [Fact]
    public void An_empty_group_goes() => Given<Group>(Some.GroupMade).Knowing(new DeleteGroup.Known(0)).When(Delete, DeleteGroup.Decide).Then(new GroupDeleted("workshop"));

    [Fact]
    public void One_with_devices_stays() => Given<Group>(Some.GroupMade).Knowing(new DeleteGroup.Known(1)).When(Delete, DeleteGroup.Decide).ThenRefused("groups.not-empty");

    [Fact]
    public void Twice_is_no_news() => Given<Group>(Some.GroupMade, Some.GroupGone).Knowing(new DeleteGroup.Known(0)).When(Delete, DeleteGroup.Decide).ThenNothing();
}

[Collection(OneServer.Name)]
public sealed class DeleteGroupOverHttp(ServerFixture server)
{
    [Fact]
    public async Task Stays_while_it_has_devices_and_then_is_nowhere()
    {
        var group = await server.NewGroupAsync();
        var device = await server.NewDeviceAsync(group: group);
        await server.Administrator.Delete($"/api/groups/{group.Id}").Be(HttpStatusCode.Conflict, "groups.not-empty");
        await server.Administrator.Delete($"/api/devices/{device.Id}").Be(HttpStatusCode.NoContent);
        await server.Administrator.Delete($"/api/groups/{group.Id}").Be(HttpStatusCode.NoContent);

        await server.Administrator.Get($"/api/groups/{group.Id}").Be(HttpStatusCode.NotFound);
        await server.Administrator.Put($"/api/groups/{group.Id}/name", new { name = "x" }).Be(HttpStatusCode.NotFound);
        var list = await server.Administrator.Get("/api/groups?take=500").Be(HttpStatusCode.OK);
        Assert.DoesNotContain(list.Json.GetProperty("rows").EnumerateArray(), r => r.GetProperty("id").GetGuid() == group.Id);
    }

    [Fact]
    public async Task Says_no()
    {
        var group = await server.NewGroupAsync();
        await server.Technician.Delete($"/api/groups/{group.Id}").Be(HttpStatusCode.Forbidden);
        await server.Stranger.Delete($"/api/groups/{group.Id}").Be(HttpStatusCode.NotFound);
        await server.Foreigner.Delete($"/api/groups/{group.Id}").Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task An_agent_of_a_deleted_group_is_held()
    {
        var (group, key) = (await server.NewGroupAsync(), new AgentKey());
        await server.Administrator.Delete($"/api/groups/{group.Id}").Be(HttpStatusCode.NoContent);
        await using var agent = await FakeAgent.ConnectAsync(server, key, group.MeshId);
        Assert.Contains("group", (await server.HeldAsync(key)).GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, await server.DevicesOfAsync(key));
    }
}
