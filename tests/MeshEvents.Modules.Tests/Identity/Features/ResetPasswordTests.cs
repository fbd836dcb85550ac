using MeshEvents.Bus;
using MeshEvents.Identity;
using MeshEvents.Identity.Features;
using static MeshEvents.Testing.Story;

namespace MeshEvents.Modules.Tests.Identity.Features;

public sealed class ResetPasswordTests
{
    static readonly UserCreated Made = new(Pii.Of(Some.Noor, "noor"), null, 0);
    static readonly ResetPassword Reset = new(Some.Noor, "correct horse battery");

    [Fact]
    public void All_sessions_and_tokens_end() =>
        Given<User>(Made).Knowing(new ResetPassword.Known(Some.Hash, [Some.Login, Some.OtherLogin], [Some.Token])).When(Reset, ResetPassword.Decide)
            .Then(new PasswordChanged())
            .ThenAlso((Some.Login, new LoginEnded("the password was reset")), (Some.OtherLogin, new LoginEnded("the password was reset")), (Some.Token, new TokenEnded("the password was reset")))
            .ThenKeeps(("identity.password", Some.Noor));

    [Fact]
    public void A_full_queue_is_said() => Given<User>(Made).Knowing(new ResetPassword.Known(null, [], [])).When(Reset, ResetPassword.Decide).ThenRefused("identity.busy");

    [Fact]
    public void A_short_password_is_not_taken() => Assert.Equal(["Password"], Invalid(Reset with { Password = "short" }));
}

[Collection(OneServer.Name)]
public sealed class ResetPasswordInside(ServerFixture server)
{
    [Fact]
    public async Task Only_the_server_itself_may()
    {
        var person = await server.NewPersonAsync();
        var by = new Actor(ActorKind.User, server.Administrator.Id, "admin", server.Tenant, Via.Web);
        Assert.Equal("not-there", (await server.Get<ICommandBus>().InvokeAsync(new ResetPassword(new(person.Id), "a brand new password"), by)).Refused?.Code);
        Assert.Null((await server.Get<ICommandBus>().InvokeAsync(new ResetPassword(new(person.Id), "a brand new password"), Actor.System with { Tenant = server.Tenant })).Refused);
        await person.Get("/api/me").Be(HttpStatusCode.Unauthorized);
        await server.Nobody(from: "127.0.9.3").SignIn(person.Name, "a brand new password");
    }

    [Fact]
    public async Task A_locked_account_can_do_nothing_on_the_site()
    {
        var person = await server.NewPersonAsync();
        Assert.Null((await server.Get<ICommandBus>().InvokeAsync(new ChangeSiteRights(new(person.Id), Rights.SiteLocked), Actor.System with { Tenant = server.Tenant })).Refused);
        await person.Post("/api/groups", new { name = "x" }).Be(HttpStatusCode.Forbidden);
        await server.Nobody(from: "127.0.9.4").Post("/api/sign-in", new { name = person.Name, password = person.Password }).Be(HttpStatusCode.Forbidden, "identity.locked");
    }
}
