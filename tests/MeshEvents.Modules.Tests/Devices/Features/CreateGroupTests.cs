using MeshEvents.Devices.Features;
using MeshEvents.Wire.MeshIds;
using static MeshEvents.Testing.Story;

namespace MeshEvents.Modules.Tests.Devices.Features;

public sealed class CreateGroupTests
{
    static readonly CreateGroup Workshop = new("workshop", "second floor");

    [Fact]
    public void Who_makes_it_holds_every_right_on_it()
    {
        var made = When(Workshop, CreateGroup.Decide);
        var created = Assert.IsType<GroupCreated>(made.Decision.Facts[0]);
        made.Then(new GroupCreated("workshop", "second floor", created.MeshId), new GroupRightsGiven(Some.Mira, 0, Rights.Full));
        Assert.True(MeshIdText.TryParse(created.MeshId, out _));
    }

    [Fact]
    public void Each_draws_a_mesh_id_of_its_own()
    {
        var one = (GroupCreated)CreateGroup.Decide(Workshop, Asked).Facts[0];
        var other = (GroupCreated)CreateGroup.Decide(Workshop, Asked with { Entropy = new byte[] { 1 } }).Facts[0];
        Assert.NotEqual(one.MeshId, other.MeshId);
    }

    [Fact]
    public void Name_and_description_are_clean_and_short()
    {
        Assert.Equal(["Name"], Invalid(Workshop with { Name = "" }));
        Assert.Equal(["Name"], Invalid(Workshop with { Name = new('x', 65) }));
        Assert.Equal(["Description"], Invalid(Workshop with { Description = new('x', 501) }));
        Assert.Equal(["Description"], Invalid(Workshop with { Description = "\0" }));
        Assert.Empty(Invalid(Workshop with { Description = null }));
    }
}

[Collection(OneServer.Name)]
public sealed class CreateGroupOverHttp(ServerFixture server)
{
    [Fact]
    public async Task Its_maker_sees_it_at_once_and_nobody_else_does()
    {
        var maker = await server.NewPersonAsync();
        var made = await maker.Post("/api/groups", new { name = "attic", description = "under the roof" }).Be(HttpStatusCode.Created);
        var group = await maker.Get($"/api/groups/{made.Id}").Be(HttpStatusCode.OK);
        Assert.Equal(("attic", Rights.Full), (group.Json.GetProperty("name").GetString(), group.Json.GetProperty("rights").GetUInt32()));
        await server.Stranger.Get($"/api/groups/{made.Id}").Be(HttpStatusCode.NotFound);
        await server.Foreigner.Get($"/api/groups/{made.Id}").Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_same_key_twice_makes_one_group()
    {
        var (key, name) = (Guid.NewGuid().ToString(), $"once {Guid.NewGuid():N}");
        var first = await server.Administrator.Post("/api/groups", new { name }, once: key).Be(HttpStatusCode.Created);
        var second = await server.Administrator.Post("/api/groups", new { name }, once: key).Be(HttpStatusCode.Created);
        Assert.Equal((first.Id, first.Sequence), (second.Id, second.Sequence));
        Assert.Equal(1, await server.CountAsync("select count(*) from devices.group_sheet where name = $1", name));
        await server.Administrator.Post("/api/groups", new { name = "another" }, once: key).Be(HttpStatusCode.Conflict, "idempotency-key-used");
    }

    [Fact]
    public async Task The_same_key_at_the_same_time_makes_one_group()
    {
        var (key, name) = (Guid.NewGuid().ToString(), $"once {Guid.NewGuid():N}");
        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => server.Administrator.Post("/api/groups", new { name }, once: key)));
        Assert.All(replies, r => Assert.True(r.Status is HttpStatusCode.Created, r.Text));
        Assert.Single(replies.Select(r => r.Id).Distinct());
        Assert.Equal(1, await server.CountAsync("select count(*) from devices.group_sheet where name = $1", name));
    }

    [Fact]
    public async Task A_key_is_one_persons_own()
    {
        var key = Guid.NewGuid().ToString();
        var mine = await server.Administrator.Post("/api/groups", new { name = "mine" }, once: key).Be(HttpStatusCode.Created);
        var theirs = await server.Technician.Post("/api/groups", new { name = "mine" }, once: key).Be(HttpStatusCode.Created);
        Assert.NotEqual(mine.Id, theirs.Id);
        await server.Administrator.Post("/api/groups", new { name = "x" }, once: "not a key!").Be(HttpStatusCode.BadRequest, "invalid");
        await server.Administrator.Post("/api/groups", new { name = "x" }, once: new('k', 101)).Be(HttpStatusCode.BadRequest, "invalid");
    }

    [Fact]
    public async Task Says_no()
    {
        await server.Administrator.Post("/api/groups", new { name = " " }).BeInvalid("name");
        await server.Administrator.Post("/api/groups", new { }).BeInvalid("name");
        await server.Nobody().Post("/api/groups", new { name = "x" }).Be(HttpStatusCode.Unauthorized, "sign-in-first");
    }
}
