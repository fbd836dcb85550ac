using MeshEvents.Identity;
using MeshEvents.Identity.Features;
using MeshEvents.Identity.SignIn;
using static MeshEvents.Testing.Story;

namespace MeshEvents.Modules.Tests.Identity.Features;

public sealed class SetUpTests
{
    static readonly SetUp First = new("c0de", "mira", "mira@example.org", "correct horse battery", "workshop");
    static readonly SetUp.Known RightCode = new(true, Some.Hash, "Firefox", Some.MeshId, null);

    [Fact]
    public void Makes_the_administrator_and_the_first_group_in_one_commit()
    {
        var (user, group, login) = (Asked.NewId<UserId>("user"), Asked.NewId<GroupId>("group"), Asked.NewId<LoginId>("login"));
        Given<Tenant>(new TenantOpened("")).Knowing(RightCode).When(First, SetUp.Decide)
            .Then(new SetUpFinished(user))
            .ThenAlso(
                (user, new UserCreated(Pii.Of(user, "mira"), Pii.Of(user, "mira@example.org"), Rights.Full)),
                (group, new GroupCreated("workshop", "", Some.MeshId)),
                (group, new GroupRightsGiven(user, 0, Rights.Full)),
                (login, new LoginStarted(user, "pwd", Pii.Of(user, "192.0.2.7"), Pii.Of(user, "Firefox"))))
            .ThenKeeps(("identity.password", user), ("identity.login", login));
    }

    [Fact]
    public void Never_again_once_it_is_done() =>
        Given<Tenant>(new TenantOpened(""), new SetUpFinished(Some.Mira)).Knowing(RightCode).When(First, SetUp.Decide).ThenRefused("not-there");

    [Fact]
    public void A_wrong_code_is_answered_as_if_there_were_nothing() =>
        Given<Tenant>(new TenantOpened("")).Knowing(RightCode with { CodeIsRight = false, Hash = null }).When(First, SetUp.Decide).ThenRefused("not-there");

    [Fact]
    public void A_full_password_queue_is_said() =>
        Given<Tenant>(new TenantOpened("")).Knowing(RightCode with { Hash = null }).When(First, SetUp.Decide).ThenRefused("identity.busy");

    [Fact]
    public void Everything_typed_is_checked()
    {
        Assert.Equal(["Code"], Invalid(First with { Code = "" }));
        Assert.Equal(["Name"], Invalid(First with { Name = "a/b" }));
        Assert.Equal(["Name"], Invalid(First with { Name = "~t:x" }));
        Assert.Equal(["Email"], Invalid(First with { Email = "mira" }));
        Assert.Equal(["Password"], Invalid(First with { Password = "short" }));
        Assert.Equal(["GroupName"], Invalid(First with { GroupName = new('x', 65) }));
    }
}

/// <summary>A server of its own: its set-up and its clock are what these are about.</summary>
public sealed class SetUpOverHttp : IAsyncLifetime
{
    readonly ServerFixture server = new();

    public Task InitializeAsync() => server.StartWithoutPeopleAsync();
    public Task DisposeAsync() => server.DisposeAsync();

    static object Form(string code, string groupName = "workshop") => new { code, name = "admin", email = "admin@example.org", password = ServerFixture.Password, groupName };

    [Fact]
    public async Task Works_once_with_the_right_code_in_time()
    {
        var nobody = server.Nobody();
        await nobody.Get("/setup").Be(HttpStatusCode.OK);
        await nobody.Post("/api/setup", Form("0123456789abcdef0123456789abcdef")).Be(HttpStatusCode.NotFound, "not-there");

        var late = server.NewSetUpCode();
        server.Clock.Jump(SetUpCode.Lifetime + TimeSpan.FromSeconds(1));
        await nobody.Post("/api/setup", Form(late)).Be(HttpStatusCode.NotFound, "not-there");

        var old = server.NewSetUpCode();
        var code = server.NewSetUpCode();
        await nobody.Post("/api/setup", Form(old)).Be(HttpStatusCode.NotFound, "not-there");
        await nobody.Post("/api/setup", Form(code, "")).BeInvalid("groupName");
        await nobody.Post("/api/setup", Form(code)).Be(HttpStatusCode.OK);

        await nobody.Post("/api/setup", Form(code)).Be(HttpStatusCode.NotFound, "not-there");
        await nobody.Post("/api/setup", Form(server.NewSetUpCode())).Be(HttpStatusCode.NotFound, "not-there");
        await nobody.Get("/setup").Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Each_domain_is_set_up_by_its_own_link()
    {
        var (here, there) = (server.Nobody(), server.Nobody("/" + ServerFixture.OtherTenant));
        var code = server.NewSetUpCode();
        await there.Post("/api/setup", Form(code)).Be(HttpStatusCode.NotFound, "not-there");
        await here.Post("/api/setup", Form(code)).Be(HttpStatusCode.OK);
        await there.Get("/setup").Be(HttpStatusCode.OK);

        var theirs = server.NewSetUpCode(ServerFixture.OtherTenant);
        await here.Post("/api/setup", Form(theirs)).Be(HttpStatusCode.NotFound, "not-there");
        await there.Post("/api/setup", Form(theirs)).Be(HttpStatusCode.OK);
        await there.Get("/setup").Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Two_at_once_make_one_administrator()
    {
        var code = server.NewSetUpCode();
        var replies = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => server.Nobody().Post("/api/setup", Form(code))));
        Assert.Single(replies, r => r.Status is HttpStatusCode.OK);
        Assert.All(replies.Where(r => r.Status is not HttpStatusCode.OK), r => Assert.Equal("not-there", r.Code));
        Assert.Equal(1, await server.CountAsync("select count(*) from identity.user_row"));
    }
}
