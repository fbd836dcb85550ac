using MeshEvents.Identity;
using MeshEvents.Identity.Features;
using static MeshEvents.Testing.Story;

namespace MeshEvents.Modules.Tests.Identity.Features;

public sealed class SignOutTests
{
    static readonly LoginStarted Started = new(Some.Mira, "pwd", Pii.Of(Some.Mira, "192.0.2.7"), Pii.Of(Some.Mira, "Firefox"));

    [Fact]
    public void Ends_the_session() => Given<Login>(Started).When(new SignOut(), SignOut.Decide).Then(new LoginEnded("signed out"));

    [Fact]
    public void Twice_is_no_news() => Given<Login>(Started, new LoginEnded("signed out")).When(new SignOut(), SignOut.Decide).ThenNothing();

    [Fact]
    public void One_may_end_a_session_of_ones_own() => Given<Login>(Started).When(new EndLogin(Some.Login), EndLogin.Decide).Then(new LoginEnded("ended by its owner"));

    [Fact]
    public void An_ended_one_is_no_news() => Given<Login>(Started, new LoginEnded("x")).When(new EndLogin(Some.Login), EndLogin.Decide).ThenNothing();

    [Fact]
    public void Anothers_session_is_not_there() => Given<Login>(Started with { UserId = Some.Noor }).When(new EndLogin(Some.Login), EndLogin.Decide).ThenRefused("not-there");
}

[Collection(OneServer.Name)]
public sealed class SignOutOverHttp(ServerFixture server)
{
    [Fact]
    public async Task Signing_out_ends_the_cookie_and_the_live_feed()
    {
        var person = await server.NewPersonAsync();
        await using var live = await person.Live();
        var reply = await person.Post("/api/sign-out").Be(HttpStatusCode.NoContent);
        Assert.Contains("expires=Thu, 01 Jan 1970", reply.Headers.GetValues("Set-Cookie").Single(), StringComparison.OrdinalIgnoreCase);
        await live.End();
        await person.Get("/api/me").Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Sessions_are_listed_and_one_left_behind_can_be_ended()
    {
        var here = await server.NewPersonAsync();
        var there = await server.AgainAsync(here, from: "127.0.8.1");
        await using var live = await there.Live();
        var list = (await here.Get("/api/me/logins").Be(HttpStatusCode.OK)).Json.GetProperty("rows").EnumerateArray().ToList();
        Assert.Equal([here.Login, there.Login], list.Select(l => l.GetProperty("id").GetGuid()).OrderBy(id => id != here.Login));
        Assert.Equal(here.Login, list.Single(l => l.GetProperty("current").GetBoolean()).GetProperty("id").GetGuid());
        Assert.Equal("127.0.8.1", list.Single(l => !l.GetProperty("current").GetBoolean()).GetProperty("address").GetString());

        await server.Stranger.Delete($"/api/logins/{there.Login}").Be(HttpStatusCode.NotFound);
        await server.Foreigner.Delete($"/api/logins/{there.Login}").Be(HttpStatusCode.NotFound);
        await here.Delete($"/api/logins/{there.Login}").Be(HttpStatusCode.NoContent);

        await live.End();
        await there.Get("/api/me").Be(HttpStatusCode.Unauthorized);
        await here.Get("/api/me").Be(HttpStatusCode.OK);
    }
}
