using MeshEvents.Devices;
using MeshEvents.Devices.Features;
using MeshEvents.Devices.Gateway;
using static MeshEvents.Testing.Story;

namespace MeshEvents.Modules.Tests.Devices.Features;

public sealed class RetireDeviceTests
{
    static readonly RetireDevice Retire = new(Some.Device, "sold");

    [Fact]
    public void Says_why_and_drops_its_connection() =>
        Given<Device>(Some.Enrolled).When(Retire, RetireDevice.Decide).Then(new DeviceRetired("sold")).ThenSends(new DropAgent(Some.Device, "the device was retired"));

    [Fact]
    public void Twice_is_no_news() => Given<Device>(Some.Enrolled, Some.Retired).When(Retire, RetireDevice.Decide).ThenNothing();

    [Fact]
    public void Without_a_reason_too() => Given<Device>(Some.Enrolled).When(Retire with { Reason = null }, RetireDevice.Decide).Then(new DeviceRetired(""));

    [Fact]
    public void The_reason_is_no_book() => Assert.Equal(["Reason"], Invalid(Retire with { Reason = new('x', 501) }));
}

[Collection(OneServer.Name)]
public sealed class RetireDeviceOverHttp(ServerFixture server)
{
    [Fact]
    public async Task Its_agent_is_dropped_and_held_when_it_comes_back()
    {
        var key = new AgentKey();
        var (device, agent) = await server.OnlineDeviceAsync(key: key);
        await using (agent)
        {
            await server.Technician.Delete($"/api/devices/{device.Id}", new { reason = "sold" }).Be(HttpStatusCode.NoContent);
            await agent.Closed.Within("the retired device's socket to close");
        }
        await using var back = await FakeAgent.ConnectAsync(server, key, device.Group.MeshId);
        var held = await server.HeldAsync(key);
        Assert.Equal("it was retired", held.GetProperty("reason").GetString());
        Assert.False(back.Confirmed.IsCompleted);
    }

    [Fact]
    public async Task It_leaves_the_list_and_its_history_stays()
    {
        var device = await server.NewDeviceAsync();
        var done = await server.Technician.Delete($"/api/devices/{device.Id}").Be(HttpStatusCode.NoContent);
        await server.SettledAsync(done.Sequence);
        var found = await server.Technician.Get($"/api/devices?q={device.Name}").Be(HttpStatusCode.OK);
        Assert.Equal(0, found.Json.GetProperty("total").GetInt64());
        Assert.Equal("Retired", (await server.AuditAsync(device.Id)).Sentence);
        await server.Technician.Put($"/api/devices/{device.Id}/name", new { name = "x" }).Be(HttpStatusCode.Conflict, "devices.retired");
    }

    [Fact]
    public async Task Says_no()
    {
        var device = await server.NewDeviceAsync();
        await server.Viewer.Delete($"/api/devices/{device.Id}").Be(HttpStatusCode.Forbidden);
        await server.Stranger.Delete($"/api/devices/{device.Id}").Be(HttpStatusCode.NotFound);
        await server.Technician.Delete($"/api/devices/{device.Id}", new { reason = new string('x', 501) }).BeInvalid("reason");
        Assert.Single(await server.HistoryAsync(device.Id));
    }
}
