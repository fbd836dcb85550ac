using System.Security.Cryptography;
using MeshEvents.Identity;
using MeshEvents.Identity.Features;
using MeshEvents.Identity.SignIn;
using MeshEvents.Identity.Tokens;
using static MeshEvents.Testing.Story;

namespace MeshEvents.Modules.Tests.Identity.Features;

public sealed class ConfirmPairingTests
{
    static readonly ConfirmPairing Confirm = new("BCDF-GHJK", Rights.Full, 30);
    static readonly Pairing Waits = new(Mira.Tenant, "BCDF-GHJK", new('a', 64), "mesh on pc-17", "192.0.2.9", Some.Now, Some.Now.AddMinutes(10));
    static readonly TokenId Id = Asked.NewId<TokenId>();

    [Fact]
    public void The_program_gets_a_token_of_the_persons_whose_secret_it_alone_has() =>
        Assert.Equal(Waits.Challenge, Knowing(new ConfirmPairing.Known(Waits, 0, TimeSpan.Zero)).When(Confirm, ConfirmPairing.Decide)
            .Then(new TokenCreated(Some.Mira, Pii.Of(Some.Mira, "mesh on pc-17"), Rights.Full, Some.Now.AddDays(30)))
            .ThenKeeps(("identity.token", Id)).ThenLater((TimeSpan.FromDays(30), new ExpireToken(Id))).Decision.Kept[0].Value!.Reveal());

    [Fact]
    public void Says_no()
    {
        Knowing(new ConfirmPairing.Known(null, 0, TimeSpan.Zero)).When(Confirm, ConfirmPairing.Decide).ThenRefused("identity.no-such-pairing");
        Knowing(new ConfirmPairing.Known(null, 0, TimeSpan.FromSeconds(3))).When(Confirm, ConfirmPairing.Decide).ThenRefused("identity.too-many-tries");
        Knowing(new ConfirmPairing.Known(null, 100, TimeSpan.Zero)).When(Confirm, ConfirmPairing.Decide).ThenRefused("identity.too-many-tokens");
        Assert.Equal(["Rights"], Invalid(Confirm with { Rights = 0 }));
        Assert.Equal(["Code"], Invalid(Confirm with { Code = new('B', 33) }));
    }

    [Fact]
    public void Turning_it_away_is_remembered()
    {
        Given<User>().Knowing(new DenyPairing.Known(Waits, TimeSpan.Zero)).When(new DenyPairing("BCDF-GHJK"), DenyPairing.Decide)
            .Then(new PairingDenied(Pii.Of(Some.Mira, "mesh on pc-17"), Pii.Of(Some.Mira, "192.0.2.9")));
        Given<User>().Knowing(new DenyPairing.Known(null, TimeSpan.Zero)).When(new DenyPairing("BCDF-GHJK"), DenyPairing.Decide).ThenRefused("identity.no-such-pairing");
    }
}

[Collection(OneServer.Name)]
public sealed class ConfirmPairingOverHttp(ServerFixture server)
{
    async Task<(Person Program, string Secret, string Challenge, string Code)> AskAsync(string from)
    {
        var secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var (program, challenge) = (server.Nobody(from: from), Logins.HashOf(secret));
        var asked = await program.Post("/api/pairings", new { client = "mesh on pc-17", challenge }).Be(HttpStatusCode.Created);
        return (program, secret, challenge, asked.Json.GetProperty("code").GetString()!);
    }

    [Fact]
    public async Task A_confirmed_program_is_let_in_once()
    {
        var (program, secret, challenge, code) = await AskAsync("127.0.34.1");
        Assert.Equal("Waiting", (await program.Get($"/api/pairings/{challenge}").Be(HttpStatusCode.OK)).Json.GetProperty("state").GetString());
        await server.Technician.Post($"/api/pairing-codes/{code}/confirm", new { rights = Rights.Full, days = 7 }).Be(HttpStatusCode.Created);
        await server.Viewer.Post($"/api/pairing-codes/{code}/confirm", new { rights = Rights.Full }).Be(HttpStatusCode.Conflict, "identity.no-such-pairing");

        var done = (await program.Get($"/api/pairings/{challenge}").Be(HttpStatusCode.OK)).Json;
        Assert.Equal("Confirmed", done.GetProperty("state").GetString());
        program.Token = $"mesh_{done.GetProperty("tokenId").GetGuid():N}_{secret}";
        Assert.Equal("technician", (await program.Get("/api/me").Be(HttpStatusCode.OK)).Json.GetProperty("name").GetString());
    }

    [Fact]
    public async Task Confirmations_at_once_make_one_token()
    {
        var (_, _, _, code) = await AskAsync("127.0.34.2");
        var owner = await server.NewPersonAsync();
        var replies = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => owner.Post($"/api/pairing-codes/{code}/confirm", new { rights = Rights.Details })));
        Assert.Single(replies, r => r.Status is HttpStatusCode.Created);
        Assert.Single((await owner.Get("/api/me/tokens").Be(HttpStatusCode.OK)).Json.GetProperty("rows").EnumerateArray());
    }

    [Fact]
    public async Task A_denied_program_is_told_so()
    {
        var (program, _, challenge, code) = await AskAsync("127.0.34.3");
        await server.Technician.Post($"/api/pairing-codes/{code}/deny").Be(HttpStatusCode.NoContent);
        var state = (await program.Get($"/api/pairings/{challenge}").Be(HttpStatusCode.OK)).Json;
        Assert.Equal(("Denied", System.Text.Json.JsonValueKind.Null), (state.GetProperty("state").GetString(), state.GetProperty("tokenId").ValueKind));
    }
}
