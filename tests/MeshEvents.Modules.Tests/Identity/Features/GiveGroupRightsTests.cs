using MeshEvents.Identity;
using MeshEvents.Identity.Features;
using static MeshEvents.Testing.Story;

namespace MeshEvents.Modules.Tests.Identity.Features;

public sealed class GiveGroupRightsTests
{
    static readonly GiveGroupRights Give = new(Some.Group, "noor", Rights.RemoteControl);
    static readonly GiveGroupRights.Known ByFull = new(Some.Noor, Rights.Full);
    static readonly GroupRightsGiven Mine = new(Some.Mira, 0, Rights.Full);

    [Fact]
    public void Remembers_what_was_held_before() =>
        Given<GroupAccess>(Mine, new GroupRightsGiven(Some.Noor, 0, Rights.Details)).Knowing(ByFull).When(Give, GiveGroupRights.Decide)
            .Then(new GroupRightsGiven(Some.Noor, Rights.Details, Rights.RemoteControl));

    [Fact]
    public void The_same_rights_are_no_news() =>
        Given<GroupAccess>(Mine, new GroupRightsGiven(Some.Noor, 0, Rights.RemoteControl)).Knowing(ByFull).When(Give, GiveGroupRights.Decide).ThenNothing();

    [Fact]
    public void Nobody_gives_more_than_they_hold()
    {
        Given<GroupAccess>(Mine).Knowing(ByFull with { Giver = Rights.ManageUsers }).When(Give, GiveGroupRights.Decide).ThenRefused("identity.more-than-own");
        Given<GroupAccess>(Mine).Knowing(ByFull with { Giver = Rights.ManageUsers | Rights.RemoteControl }).When(Give, GiveGroupRights.Decide).Then(new GroupRightsGiven(Some.Noor, 0, Rights.RemoteControl));
    }

    /// Else who may not open a terminal could give oneself the same rights without that limit.
    [Fact]
    public void What_takes_something_away_from_the_giver_is_passed_on()
    {
        var limited = ByFull with { Giver = Rights.ManageUsers | Rights.RemoteControl | Rights.NoTerminal };
        Given<GroupAccess>(Mine).Knowing(limited).When(Give, GiveGroupRights.Decide).ThenRefused("identity.more-than-own");
        Given<GroupAccess>(Mine).Knowing(limited).When(Give with { Rights = Rights.RemoteControl | Rights.NoTerminal }, GiveGroupRights.Decide)
            .Then(new GroupRightsGiven(Some.Noor, 0, Rights.RemoteControl | Rights.NoTerminal));
    }

    [Fact]
    public void Nobody_of_that_name() => Given<GroupAccess>(Mine).Knowing(ByFull with { User = null }).When(Give, GiveGroupRights.Decide).ThenRefused("identity.no-such-person");

    [Fact]
    public void A_deleted_group_is_not_there() => Given<GroupAccess>(Mine, Some.GroupGone).Knowing(ByFull).When(Give, GiveGroupRights.Decide).ThenRefused("not-there");

    [Fact]
    public void No_rights_are_not_given_but_taken() => Assert.Equal(["Rights"], Invalid(Give with { Rights = 0 }));

    [Fact]
    public void Takes_all() =>
        Given<GroupAccess>(Mine, new GroupRightsGiven(Some.Noor, 0, Rights.Details)).When(new TakeGroupRights(Some.Group, Some.Noor), TakeGroupRights.Decide).Then(new GroupRightsTaken(Some.Noor, Rights.Details));

    [Fact]
    public void None_held_is_no_news() => Given<GroupAccess>(Mine).When(new TakeGroupRights(Some.Group, Some.Noor), TakeGroupRights.Decide).ThenNothing();

    [Fact]
    public void The_last_who_can_manage_it_stays() =>
        Given<GroupAccess>(Mine, new GroupRightsGiven(Some.Noor, 0, Rights.Details)).When(new TakeGroupRights(Some.Group, Some.Mira), TakeGroupRights.Decide).ThenRefused("identity.last-manager");

    /// As taking: the group must not be left without anybody who can manage it.
    [Fact]
    public void The_last_who_can_manage_it_cannot_be_lowered() =>
        Given<GroupAccess>(Mine).Knowing(new GiveGroupRights.Known(Some.Mira, Rights.Full)).When(Give with { Name = "mira" }, GiveGroupRights.Decide).ThenRefused("identity.last-manager");
}

[Collection(OneServer.Name)]
public sealed class GiveGroupRightsOverHttp(ServerFixture server)
{
    [Fact]
    public async Task A_right_counts_for_the_very_next_request_and_so_does_its_end()
    {
        var (group, person) = (await server.NewGroupAsync(), await server.NewPersonAsync());
        await person.Get($"/api/groups/{group.Id}").Be(HttpStatusCode.NotFound);
        await server.GiveAsync(group.Id, person, Rights.Details);
        await person.Get($"/api/groups/{group.Id}").Be(HttpStatusCode.OK);
        await person.Put($"/api/groups/{group.Id}/name", new { name = "x" }).Be(HttpStatusCode.Forbidden);
        await server.Administrator.Delete($"/api/groups/{group.Id}/people/{person.Id}").Be(HttpStatusCode.NoContent);
        await person.Get($"/api/groups/{group.Id}").Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_person_of_another_tenant_is_nobody_here()
    {
        var group = await server.NewGroupAsync();
        await server.Administrator.Put($"/api/groups/{group.Id}/people", new { name = "foreign-admin", rights = 8 }).Be(HttpStatusCode.Conflict, "identity.no-such-person");
    }

    [Fact]
    public async Task Says_no()
    {
        var group = await server.NewGroupAsync();
        var address = $"/api/groups/{group.Id}/people";
        await server.Technician.Put(address, new { name = "viewer", rights = 8 }).Be(HttpStatusCode.Forbidden);
        await server.Stranger.Put(address, new { name = "viewer", rights = 8 }).Be(HttpStatusCode.NotFound);
        await server.Foreigner.Put(address, new { name = "viewer", rights = 8 }).Be(HttpStatusCode.NotFound);
        await server.Administrator.Put(address, new { name = "viewer", rights = 0 }).BeInvalid("rights");
        await server.Administrator.Put(address, new { name = "viewer", rights = -1 }).BeInvalid("rights");
        await server.Technician.Delete($"{address}/{server.Viewer.Id}").Be(HttpStatusCode.Forbidden);
        await server.Administrator.Delete($"{address}/{server.Administrator.Id}").Be(HttpStatusCode.Conflict, "identity.last-manager");
    }
}
