using MeshEvents.Identity.Features;
using static MeshEvents.Testing.Story;

namespace MeshEvents.Modules.Tests.Identity.Features;

public sealed class CreateUserTests
{
    static readonly CreateUser Noor = new("noor", "noor@example.org", "correct horse battery");
    static readonly UserId Id = Asked.NewId<UserId>();

    [Fact]
    public void Has_no_rights_and_its_password_stands_in_no_fact() =>
        Knowing(new CreateUser.Known(Some.Hash, false)).When(Noor, CreateUser.Decide)
            .Then(new UserCreated(Pii.Of(Id, "noor"), Pii.Of(Id, "noor@example.org"), 0)).ThenKeeps(("identity.password", Id));

    [Fact]
    public void Without_an_address_there_is_none() =>
        Knowing(new CreateUser.Known(Some.Hash, false)).When(Noor with { Email = "" }, CreateUser.Decide).Then(new UserCreated(Pii.Of(Id, "noor"), null, 0));

    [Fact]
    public void Only_full_administrators_make_administrators()
    {
        Knowing(new CreateUser.Known(Some.Hash, false)).When(Noor with { Administrator = true }, CreateUser.Decide).ThenRefused("not-allowed");
        Knowing(new CreateUser.Known(Some.Hash, true)).When(Noor with { Administrator = true }, CreateUser.Decide).Then(new UserCreated(Pii.Of(Id, "noor"), Pii.Of(Id, "noor@example.org"), Rights.Full));
    }

    [Fact]
    public void A_taken_name_is_named() => Knowing(new CreateUser.Known(null, true, Taken: true)).When(Noor, CreateUser.Decide).ThenRefused("identity.name-taken");

    [Fact]
    public void A_full_queue_is_said() => Knowing(new CreateUser.Known(null, true)).When(Noor, CreateUser.Decide).ThenRefused("identity.busy");

    [Fact]
    public void Everything_typed_is_checked()
    {
        Assert.Equal(["Name"], Invalid(Noor with { Name = "user/x" }));
        Assert.Equal(["Name"], Invalid(Noor with { Name = " noor" }));
        Assert.Equal(["Email"], Invalid(Noor with { Email = "no address" }));
        Assert.Equal(["Password"], Invalid(Noor with { Password = "" }));
    }
}

[Collection(OneServer.Name)]
public sealed class CreateUserOverHttp(ServerFixture server)
{
    [Fact]
    public async Task A_name_is_taken_once_whatever_its_case()
    {
        var name = $"Person{Guid.NewGuid():N}"[..20];
        await server.Administrator.Post("/api/users", new { name, password = ServerFixture.Password }).Be(HttpStatusCode.Created);
        await server.Administrator.Post("/api/users", new { name = name.ToUpperInvariant(), password = ServerFixture.Password }).Be(HttpStatusCode.Conflict, "identity.name-taken");
        // in another tenant it is another person
        await server.Foreigner.Post("/api/users", new { name, password = ServerFixture.Password }).Be(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Ten_at_once_make_one_person()
    {
        var name = $"race{Guid.NewGuid():N}"[..20];
        var replies = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => server.Administrator.Post("/api/users", new { name, password = ServerFixture.Password })));
        Assert.Single(replies, r => r.Status is HttpStatusCode.Created);
        Assert.All(replies.Where(r => r.Status is not HttpStatusCode.Created), r => Assert.Equal("identity.name-taken", r.Code));
    }

    [Fact]
    public async Task Says_no()
    {
        await server.Technician.Post("/api/users", new { name = "x", password = ServerFixture.Password }).Be(HttpStatusCode.Forbidden);
        await server.Administrator.Post("/api/users", new { name = "x", password = "short" }).BeInvalid("password");
        await server.Administrator.Post("/api/users", new { name = "x", email = "y", password = ServerFixture.Password }).BeInvalid("email");
        await server.Technician.Get("/api/users").Be(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task The_list_has_the_people_of_this_tenant_alone()
    {
        var person = await server.NewPersonAsync();
        Assert.Contains(person.Id.ToString(), (await server.Administrator.Get($"/api/users?name={person.Name}").Be(HttpStatusCode.OK)).Text, StringComparison.Ordinal);
        var there = await server.Foreigner.Get("/api/users?take=500").Be(HttpStatusCode.OK);
        Assert.DoesNotContain(person.Id.ToString(), there.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("technician", there.Text, StringComparison.Ordinal);
    }
}
