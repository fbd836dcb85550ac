using MeshEvents.Devices;
using MeshEvents.Devices.Features;
using static MeshEvents.Testing.Story;

namespace MeshEvents.Modules.Tests.Devices.Features;

public sealed class NoteDeviceTests
{
    static readonly NoteDevice Noted = new(Some.Device, "under the desk\nby the window");

    [Fact]
    public void Keeps_what_was_there_before() =>
        Given<Device>(Some.Enrolled, new DeviceNoted("", "in the cellar")).When(Noted, NoteDevice.Decide).Then(new DeviceNoted("in the cellar", "under the desk\nby the window"));

    [Fact]
    public void The_same_notes_are_no_news() => Given<Device>(Some.Enrolled, new DeviceNoted("", Noted.Notes)).When(Noted, NoteDevice.Decide).ThenNothing();

    [Fact]
    public void Retired_device_keeps_its_notes() => Given<Device>(Some.Enrolled, Some.Retired).When(Noted, NoteDevice.Decide).ThenRefused("devices.retired");

    [Fact]
    public void Notes_hold_lines_but_no_NUL_and_are_not_endless()
    {
        Assert.Equal(["Notes"], Invalid(Noted with { Notes = "a\0b" }));
        Assert.Equal(["Notes"], Invalid(Noted with { Notes = new('x', 10_001) }));
        Assert.Empty(Invalid(Noted with { Notes = "" }));
    }
}

[Collection(OneServer.Name)]
public sealed class NoteDeviceOverHttp(ServerFixture server)
{
    [Fact]
    public async Task Notes_are_shown_as_they_were_typed()
    {
        var device = await server.NewDeviceAsync();
        const string notes = "<script>alert(1)</script>\n\"quotes\" & 漢字 🖥";
        var done = await server.Technician.Put($"/api/devices/{device.Id}/notes", new { notes }).Be(HttpStatusCode.NoContent);
        await server.SettledAsync(done.Sequence);
        Assert.Equal(notes, (await server.Viewer.Get($"/api/devices/{device.Id}").Be(HttpStatusCode.OK)).Json.GetProperty("notes").GetString());
    }

    [Fact]
    public async Task Says_no()
    {
        var device = await server.NewDeviceAsync();
        var address = $"/api/devices/{device.Id}/notes";
        await server.Viewer.Put(address, new { notes = "x" }).Be(HttpStatusCode.Forbidden);
        await server.Stranger.Put(address, new { notes = "x" }).Be(HttpStatusCode.NotFound);
        await server.Technician.Put(address, new { notes = "a\0b" }).BeInvalid("notes");
        await server.Technician.Put(address, new { }).BeInvalid("notes");
        await server.Technician.Put(address, new { notes = "x", version = 99 }).Be(HttpStatusCode.Conflict, "stale");
    }
}
