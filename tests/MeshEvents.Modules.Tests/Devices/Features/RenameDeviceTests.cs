using MeshEvents.Devices;
using MeshEvents.Devices.Features;
using MeshEvents.Devices.Views;
using static MeshEvents.Testing.Story;

namespace MeshEvents.Modules.Tests.Devices.Features;

public sealed class RenameDeviceTests
{
    static readonly RenameDevice ToReception = new(Some.Device, "reception");

    [Fact]
    public void Remembers_both_names() =>
        Given<Device>(Some.Enrolled).When(ToReception, RenameDevice.Decide).Then(new DeviceRenamed("pc-17", "reception")).ThenSends().ThenLater();

    [Fact]
    public void The_same_name_is_no_news() => Given<Device>(Some.Enrolled, new DeviceRenamed("pc-17", "reception")).When(ToReception, RenameDevice.Decide).ThenNothing();

    [Fact]
    public void Retired_device_keeps_its_name() => Given<Device>(Some.Enrolled, Some.Retired).When(ToReception, RenameDevice.Decide).ThenRefused("devices.retired");

    [Theory]
    [InlineData("")]
    [InlineData(" reception")]
    [InlineData("two\nlines")]
    [InlineData("nul\0")]
    [InlineData("turned\u202Etxet")]
    public void A_name_is_one_clean_line(string name) => Assert.Equal(["Name"], Invalid(ToReception with { Name = name }));

    /// Not an InlineData: the attribute's metadata is UTF-8 and would lose it.
    [Fact]
    public void A_name_has_no_half_characters() => Assert.Equal(["Name"], Invalid(ToReception with { Name = "half \uD800" }));

    [Fact]
    public void A_name_has_at_most_64_characters()
    {
        Assert.Empty(Invalid(ToReception with { Name = new('x', 64) }));
        Assert.Equal(["Name"], Invalid(ToReception with { Name = new('x', 65) }));
    }
}

[Collection(OneServer.Name)]
public sealed class RenameDeviceOverHttp(ServerFixture server)
{
    [Fact]
    public async Task Renames_pushes_and_can_be_audited()
    {
        var device = await server.NewDeviceAsync();
        await using var live = await server.Viewer.Live();

        var done = await server.Technician.Put($"/api/devices/{device.Id}/name", new { name = "reception", version = device.Version }).Be(HttpStatusCode.NoContent);

        var row = await live.Next<DeviceRow>(r => r.Id.Value == device.Id);
        Assert.Equal(("reception", device.Version + 1), (row.Name, row.Version));
        var audit = await server.AuditAsync(device.Id);
        Assert.Equal((done.Sequence, $"Renamed {device.Name} to reception", "technician"), (audit.Sequence, audit.Sentence, audit.By));
    }

    [Fact]
    public async Task Needs_the_right_to_manage_it()
    {
        var device = await server.NewDeviceAsync();
        await server.Viewer.Put($"/api/devices/{device.Id}/name", new { name = "x" }).Be(HttpStatusCode.Forbidden, "not-allowed");
        await server.Stranger.Put($"/api/devices/{device.Id}/name", new { name = "x" }).Be(HttpStatusCode.NotFound, "not-there");
        await server.Foreigner.Put($"/api/devices/{device.Id}/name", new { name = "x" }).Be(HttpStatusCode.NotFound, "not-there");
        Assert.Single(await server.HistoryAsync(device.Id));
    }

    [Fact]
    public async Task A_device_that_is_not_there_is_the_same_as_one_that_is_not_yours()
    {
        var device = await server.NewDeviceAsync();
        var hidden = await server.Stranger.Put($"/api/devices/{device.Id}/name", new { name = "x" });
        var missing = await server.Stranger.Put($"/api/devices/{Guid.NewGuid()}/name", new { name = "x" });
        Assert.Equal((hidden.Status, hidden.Code, hidden.Json.GetProperty("detail").GetString()), (missing.Status, missing.Code, missing.Json.GetProperty("detail").GetString()));
    }

    [Fact]
    public async Task A_bad_name_is_said_with_its_field()
    {
        var device = await server.NewDeviceAsync();
        await server.Technician.Put($"/api/devices/{device.Id}/name", new { name = "" }).BeInvalid("name");
        await server.Technician.Put($"/api/devices/{device.Id}/name", new { name = 5 }).BeInvalid("name");
    }

    [Fact]
    public async Task Somebody_was_faster()
    {
        var device = await server.NewDeviceAsync();
        await server.Technician.Put($"/api/devices/{device.Id}/name", new { name = "a", version = device.Version }).Be(HttpStatusCode.NoContent);
        await server.Technician.Put($"/api/devices/{device.Id}/name", new { name = "b", version = device.Version }).Be(HttpStatusCode.Conflict, "stale");
        await server.Technician.Put($"/api/devices/{device.Id}/name", new { name = "b" }).Be(HttpStatusCode.NoContent);
    }
}
