using MeshEvents.Devices;
using MeshEvents.Devices.Features;
using static MeshEvents.Testing.Story;

namespace MeshEvents.Modules.Tests.Devices.Features;

public sealed class RenameGroupTests
{
    static readonly RenameGroup ToLab = new(Some.Group, "lab");

    [Fact]
    public void Remembers_both_names() => Given<Group>(Some.GroupMade).When(ToLab, RenameGroup.Decide).Then(new GroupRenamed("workshop", "lab"));

    [Fact]
    public void The_same_name_is_no_news() => Given<Group>(Some.GroupMade, new GroupRenamed("workshop", "lab")).When(ToLab, RenameGroup.Decide).ThenNothing();

    [Fact]
    public void A_deleted_group_is_not_there() => Given<Group>(Some.GroupMade, Some.GroupGone).When(ToLab, RenameGroup.Decide).ThenRefused("not-there");

    [Fact]
    public void A_name_is_one_clean_line() => Assert.Equal(["Name"], Invalid(ToLab with { Name = "a\nb" }));
}

[Collection(OneServer.Name)]
public sealed class RenameGroupOverHttp(ServerFixture server)
{
    [Fact]
    public async Task Renames_and_says_no()
    {
        var group = await server.NewGroupAsync();
        var address = $"/api/groups/{group.Id}/name";
        await server.Technician.Put(address, new { name = "x" }).Be(HttpStatusCode.Forbidden);
        await server.Stranger.Put(address, new { name = "x" }).Be(HttpStatusCode.NotFound);
        await server.Foreigner.Put(address, new { name = "x" }).Be(HttpStatusCode.NotFound);
        await server.Administrator.Put(address, new { name = "" }).BeInvalid("name");
        await server.Administrator.Put(address, new { name = "lab", version = 99 }).Be(HttpStatusCode.Conflict, "stale");
        await server.Administrator.Put(address, new { name = "lab" }).Be(HttpStatusCode.NoContent);
        Assert.Equal("lab", (await server.Viewer.Get($"/api/groups/{group.Id}")).Json.GetProperty("name").GetString());
        Assert.Equal(($"Renamed device group {group.Name} to lab", "admin"), ((await server.AuditAsync(group.Id, "groupId")).Sentence, (await server.AuditAsync(group.Id, "groupId")).By));
    }
}
