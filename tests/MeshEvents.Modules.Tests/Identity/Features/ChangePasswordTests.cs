using MeshEvents.Identity;
using MeshEvents.Identity.Features;
using static MeshEvents.Testing.Story;

namespace MeshEvents.Modules.Tests.Identity.Features;

public sealed class ChangePasswordTests
{
    static readonly UserCreated Made = new(Pii.Of(Some.Mira, "mira"), null, 0);
    static readonly ChangePassword Change = new("correct horse battery", "staple correct horse");
    static readonly ChangePassword.Known Right = new(true, Some.Hash, TimeSpan.Zero, [], []);

    [Fact]
    public void Every_other_session_and_every_token_ends() =>
        Given<User>(Made).Knowing(Right with { Others = [Some.OtherLogin], Tokens = [Some.Token] }).When(Change, ChangePassword.Decide)
            .Then(new PasswordChanged()).ThenAlso((Some.OtherLogin, new LoginEnded("the password was changed")), (Some.Token, new TokenEnded("the password was changed"))).ThenKeeps(("identity.password", Some.Mira));

    [Fact]
    public void The_current_one_must_be_right() =>
        Given<User>(Made).Knowing(Right with { Right = false, Hash = null }).When(Change, ChangePassword.Decide).ThenRefused("identity.wrong-current-password");

    [Fact]
    public void Too_many_tries_wait() =>
        Given<User>(Made).Knowing(Right with { Wait = TimeSpan.FromSeconds(4) }).When(Change, ChangePassword.Decide).ThenRefused("identity.too-many-tries");

    [Fact]
    public void A_full_queue_is_said() => Given<User>(Made).Knowing(Right with { Hash = null }).When(Change, ChangePassword.Decide).ThenRefused("identity.busy");

    [Fact]
    public void A_new_one_has_twelve_characters()
    {
        Assert.Equal(["Password"], Invalid(Change with { Password = "elevenchars" }));
        Assert.Equal(["Password"], Invalid(Change with { Password = new('x', 257) }));
        Assert.Equal(["Current"], Invalid(Change with { Current = "" }));
    }
}

[Collection(OneServer.Name)]
public sealed class ChangePasswordOverHttp(ServerFixture server)
{
    [Fact]
    public async Task The_old_password_and_the_other_sessions_are_worth_nothing_then()
    {
        var here = await server.NewPersonAsync();
        var there = await server.AgainAsync(here);
        await here.Put("/api/me/password", new { current = "wrong password 1", password = "a brand new password" }).Be(HttpStatusCode.Conflict, "identity.wrong-current-password");
        await here.Put("/api/me/password", new { current = here.Password, password = "short" }).BeInvalid("password");
        await here.Put("/api/me/password", new { current = here.Password, password = "a brand new password" }).Be(HttpStatusCode.NoContent);

        await there.Get("/api/me").Be(HttpStatusCode.Unauthorized);
        await here.Get("/api/me").Be(HttpStatusCode.OK);
        await server.Nobody(from: "127.0.9.1").Post("/api/sign-in", new { name = here.Name, password = here.Password }).Be(HttpStatusCode.Unauthorized);
        await server.Nobody(from: "127.0.9.2").SignIn(here.Name, "a brand new password");
    }
}
