using MeshEvents.Devices.Features;

namespace MeshEvents.Modules.Tests.Devices.Features;

[Collection(OneServer.Name)]
public sealed class GetGroupMshTests(ServerFixture server)
{
    [Fact]
    public async Task The_file_admits_agents_and_its_download_is_a_fact()
    {
        var (group, key) = (await server.NewGroupAsync(), new AgentKey());
        var file = await server.Technician.Get($"/api/groups/{group.Id}/msh").Be(HttpStatusCode.OK);
        Assert.Contains("MeshID=0x" + group.MeshId.ToHex(), file.Text, StringComparison.Ordinal);
        Assert.Contains($"wss://localhost:{server.Address.Port}/agent.ashx", file.Text, StringComparison.Ordinal);
        Assert.IsType<GroupSettingsTaken>((await server.HistoryAsync(group.Id))[^1].Data);
        await using var agent = await FakeAgent.OnlineAsync(server, key, group.MeshId);
        Assert.Equal(1, await server.DevicesOfAsync(key));
    }

    [Fact]
    public async Task Says_no_and_then_there_is_no_fact()
    {
        var group = await server.NewGroupAsync();
        await server.Viewer.Get($"/api/groups/{group.Id}/msh").Be(HttpStatusCode.Forbidden);
        await server.Stranger.Get($"/api/groups/{group.Id}/msh").Be(HttpStatusCode.NotFound);
        Assert.DoesNotContain(await server.HistoryAsync(group.Id), e => e.Data is GroupSettingsTaken);
    }
}
