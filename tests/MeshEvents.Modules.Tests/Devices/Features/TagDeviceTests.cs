using MeshEvents.Devices;
using MeshEvents.Devices.Features;
using static MeshEvents.Testing.Story;

namespace MeshEvents.Modules.Tests.Devices.Features;

public sealed class TagDeviceTests
{
    static readonly TagDevice Tagged = new(Some.Device, ["office", "Lab", "OFFICE"]);

    [Fact]
    public void Order_and_doubles_do_not_matter() => Given<Device>(Some.Enrolled).When(Tagged, TagDevice.Decide).Then(new DeviceTagged([], ["Lab", "office"]));

    [Fact]
    public void The_same_tags_are_no_news() => Given<Device>(Some.Enrolled, new DeviceTagged([], ["Lab", "office"])).When(Tagged, TagDevice.Decide).ThenNothing();

    [Fact]
    public void No_tags_take_them_all_away() =>
        Given<Device>(Some.Enrolled, new DeviceTagged([], ["old"])).When(Tagged with { Tags = [] }, TagDevice.Decide).Then(new DeviceTagged(["old"], []));

    [Fact]
    public void Retired_device_keeps_its_tags() => Given<Device>(Some.Enrolled, Some.Retired).When(Tagged, TagDevice.Decide).ThenRefused("devices.retired");

    [Fact]
    public void Tags_are_few_short_and_without_commas()
    {
        Assert.Equal(["Tags"], Invalid(Tagged with { Tags = [.. Enumerable.Range(0, 51).Select(i => $"t{i}")] }));
        Assert.Equal(["Tags[0]"], Invalid(Tagged with { Tags = [new('x', 41)] }));
        Assert.Equal(["Tags[1]"], Invalid(Tagged with { Tags = ["good", "a,b"] }));
        Assert.Equal(["Tags[0]"], Invalid(Tagged with { Tags = ["\0"] }));
    }
}

[Collection(OneServer.Name)]
public sealed class TagDeviceOverHttp(ServerFixture server)
{
    [Fact]
    public async Task Tags_and_is_found_by_its_tag()
    {
        var (device, tag) = (await server.NewDeviceAsync(), $"t{Guid.NewGuid():N}"[..12]);
        var done = await server.Technician.Put($"/api/devices/{device.Id}/tags", new { tags = new[] { tag } }).Be(HttpStatusCode.NoContent);
        await server.SettledAsync(done.Sequence);
        var found = await server.Viewer.Get($"/api/devices?q=tag:{tag}").Be(HttpStatusCode.OK);
        Assert.Equal(device.Id, Assert.Single(found.Json.GetProperty("rows").EnumerateArray()).GetProperty("id").GetGuid());
        Assert.Equal($"Tagged {tag}", (await server.AuditAsync(device.Id)).Sentence);
    }

    [Fact]
    public async Task Says_no()
    {
        var device = await server.NewDeviceAsync();
        var address = $"/api/devices/{device.Id}/tags";
        await server.Viewer.Put(address, new { tags = new[] { "x" } }).Be(HttpStatusCode.Forbidden);
        await server.Stranger.Put(address, new { tags = new[] { "x" } }).Be(HttpStatusCode.NotFound);
        await server.Technician.Put(address, new { tags = new[] { "a,b" } }).BeInvalid("tags[0]");
        await server.Technician.Put(address, new { tags = (string[]?)null }).BeInvalid("tags");
        await server.Technician.Put(address, new { tags = new[] { "x" }, version = 7 }).Be(HttpStatusCode.Conflict, "stale");
        Assert.Single(await server.HistoryAsync(device.Id));
    }
}
