using MeshEvents.Devices;
using MeshEvents.Devices.Features;
using static MeshEvents.Testing.Story;

namespace MeshEvents.Modules.Tests.Devices.Features;

public sealed class MoveDeviceTests
{
    static readonly MoveDevice Moved = new(Some.Device, Some.OtherGroup);
    static readonly Group Target = new() { Name = "lab" };

    [Fact]
    public void Remembers_where_it_was() => Given<Device>(Some.Enrolled).Knowing(Target).When(Moved, MoveDevice.Decide).Then(new DeviceMoved(Some.Group, Some.OtherGroup));

    [Fact]
    public void Where_it_is_already_is_no_news() =>
        Given<Device>(Some.Enrolled, new DeviceMoved(Some.Group, Some.OtherGroup)).Knowing(Target).When(Moved, MoveDevice.Decide).ThenNothing();

    [Fact]
    public void Not_into_a_deleted_group() => Given<Device>(Some.Enrolled).Knowing(Target with { Deleted = true }).When(Moved, MoveDevice.Decide).ThenRefused("groups.deleted");

    [Fact]
    public void Retired_device_stays() => Given<Device>(Some.Enrolled, Some.Retired).Knowing(Target).When(Moved, MoveDevice.Decide).ThenRefused("devices.retired");
}

[Collection(OneServer.Name)]
public sealed class MoveDeviceOverHttp(ServerFixture server)
{
    [Fact]
    public async Task Needs_a_right_on_both_groups()
    {
        var (device, target) = (await server.NewDeviceAsync(), await server.BareGroupAsync(server.Administrator));
        var address = $"/api/devices/{device.Id}/group";
        await server.Technician.Put(address, new { groupId = target.Id }).Be(HttpStatusCode.NotFound, "not-there");
        await server.GiveAsync(target.Id, server.Technician, Rights.Details);
        await server.Technician.Put(address, new { groupId = target.Id }).Be(HttpStatusCode.Forbidden);
        await server.GiveAsync(target.Id, server.Technician, Rights.ManageDevices);
        await server.Technician.Put(address, new { groupId = target.Id }).Be(HttpStatusCode.NoContent);

        Assert.Equal(new DeviceMoved(new(device.Group.Id), new(target.Id)), (await server.HistoryAsync(device.Id))[^1].Data);
        await server.Viewer.Get($"/api/devices/{device.Id}").Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Says_no()
    {
        var (device, target) = (await server.NewDeviceAsync(), await server.NewGroupAsync());
        var address = $"/api/devices/{device.Id}/group";
        await server.Viewer.Put(address, new { groupId = target.Id }).Be(HttpStatusCode.Forbidden);
        await server.Stranger.Put(address, new { groupId = target.Id }).Be(HttpStatusCode.NotFound);
        await server.Technician.Put(address, new { groupId = "no id" }).BeInvalid("groupId");
        await server.Technician.Put(address, new { groupId = Guid.NewGuid() }).Be(HttpStatusCode.NotFound);
        await server.Technician.Put(address, new { groupId = target.Id, version = 5 }).Be(HttpStatusCode.Conflict, "stale");
        var foreign = await server.BareGroupAsync(server.Foreigner);
        await server.Administrator.Put(address, new { groupId = foreign.Id }).Be(HttpStatusCode.NotFound);
    }
}
