using MeshEvents.Identity;
using MeshEvents.Identity.Features;
using static MeshEvents.Testing.Story;

namespace MeshEvents.Modules.Tests.Identity.Features;

public sealed class RevokeTokenTests
{
    static readonly TokenCreated Made = new(Some.Mira, Pii.Of(Some.Mira, "report"), Rights.Full, Some.Now.AddDays(1));
    static readonly RevokeToken Revoke = new(Some.Token);

    static Ask By(Guid token) => Asked with { By = Mira with { Kind = ActorKind.Token, Login = token } };

    [Fact]
    public void Its_owner_ends_it() => Given<Token>(Made).When(Revoke, RevokeToken.Decide).Then(new TokenEnded("revoked by its owner"));

    [Fact]
    public void Twice_is_no_news() => Given<Token>(Made, new TokenEnded("expired")).When(Revoke, RevokeToken.Decide).ThenNothing();

    [Fact]
    public void Anothers_is_not_there() => Given<Token>(Made with { UserId = Some.Noor }).When(Revoke, RevokeToken.Decide).ThenRefused("not-there");

    [Fact]
    public void A_token_ends_itself_and_no_other()
    {
        var token = Token.Evolve(new(), Made);
        Assert.Equal(new TokenEnded("revoked by its owner"), Assert.Single(RevokeToken.Decide(Revoke, token, By(Some.Token.Value)).Facts));
        Assert.Equal("not-allowed", RevokeToken.Decide(Revoke, token, By(Guid.NewGuid())).Refusal?.Code);
    }

    [Fact]
    public void The_clock_ends_it_once()
    {
        Given<Token>(Made).When(new ExpireToken(Some.Token), ExpireToken.Decide).Then(new TokenEnded("expired"));
        Given<Token>(Made, new TokenEnded("x")).When(new ExpireToken(Some.Token), ExpireToken.Decide).ThenNothing();
    }
}

[Collection(OneServer.Name)]
public sealed class RevokeTokenOverHttp(ServerFixture server)
{
    [Fact]
    public async Task Ends_at_once_with_its_live_feed()
    {
        var owner = await server.NewPersonAsync();
        var made = await owner.Post("/api/tokens", new { name = "report", rights = Rights.Full }).Be(HttpStatusCode.Created);
        var program = server.Nobody(from: "127.0.31.1");
        program.Token = made.Json.GetProperty("token").GetString();
        await using var live = await program.Live();

        await server.Stranger.Delete($"/api/tokens/{made.Id}").Be(HttpStatusCode.NotFound);
        await server.Foreigner.Delete($"/api/tokens/{made.Id}").Be(HttpStatusCode.NotFound);
        await owner.Delete($"/api/tokens/{made.Id}").Be(HttpStatusCode.NoContent);
        await live.End();
        await program.Get("/api/me").Be(HttpStatusCode.Unauthorized, "identity.wrong-token");
    }

    [Fact]
    public async Task Ends_with_its_owners_password()
    {
        var owner = await server.NewPersonAsync();
        var made = await owner.Post("/api/tokens", new { name = "report", rights = Rights.Full }).Be(HttpStatusCode.Created);
        var program = server.Nobody(from: "127.0.31.2");
        program.Token = made.Json.GetProperty("token").GetString();
        await program.Get("/api/me").Be(HttpStatusCode.OK);
        await owner.Put("/api/me/password", new { current = owner.Password, password = "a brand new password" }).Be(HttpStatusCode.NoContent);
        await program.Get("/api/me").Be(HttpStatusCode.Unauthorized, "identity.wrong-token");
    }
}
