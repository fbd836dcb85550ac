using MeshEvents.Identity.Features;
using MeshEvents.Identity.SignIn;
using static MeshEvents.Testing.Story;

namespace MeshEvents.Modules.Tests.Identity.Features;

public sealed class CreateTokenTests
{
    static readonly CreateToken Report = new("nightly report", Rights.Details, 7);
    static readonly TokenId Id = Asked.NewId<TokenId>();

    [Fact]
    public void Its_secret_is_kept_as_a_hash_and_it_ends_by_itself()
    {
        var made = Knowing(new CreateToken.Known(0)).When(Report, CreateToken.Decide)
            .Then(new TokenCreated(Some.Mira, Pii.Of(Some.Mira, "nightly report"), Rights.Details, Some.Now.AddDays(7)))
            .ThenKeeps(("identity.token", Id)).ThenLater((TimeSpan.FromDays(7), new ExpireToken(Id)));
        var text = made.Answer<NewToken>(TimeProvider.System).Token;
        Assert.StartsWith($"mesh_{Id.Value:N}_", text, StringComparison.Ordinal);
        Assert.Equal(Logins.HashOf(text[^64..]), made.Decision.Kept[0].Value!.Reveal());
    }

    [Fact]
    public void A_hundred_are_enough() => Knowing(new CreateToken.Known(100)).When(Report, CreateToken.Decide).ThenRefused("identity.too-many-tokens");

    [Fact]
    public void Everything_typed_is_checked()
    {
        Assert.Equal(["Name"], Invalid(Report with { Name = "two\nlines" }));
        Assert.Equal(["Name"], Invalid(Report with { Name = "" }));
        Assert.Equal(["Rights"], Invalid(Report with { Rights = 0 }));
        Assert.Equal(["Days"], Invalid(Report with { Days = 367 }));
    }

    [Theory]
    [InlineData(Rights.Full, Rights.Full, Rights.Full)]
    [InlineData(Rights.Full, Rights.Details, Rights.Details)]
    [InlineData(Rights.RemoteControl | Rights.NoTerminal, Rights.Full, Rights.RemoteControl | Rights.NoTerminal)]
    [InlineData(Rights.RemoteControl | Rights.NoTerminal, Rights.RemoteControl, Rights.RemoteControl | Rights.NoTerminal)]
    [InlineData(Rights.RemoteControl | Rights.Power, Rights.RemoteControl | Rights.NoFiles, Rights.RemoteControl | Rights.NoFiles)]
    [InlineData(Rights.RemoteControl, Rights.Details, Rights.ViewOnly)]
    [InlineData(0u, Rights.Full, 0u)]
    public void A_token_holds_what_both_hold_and_lacks_what_either_lacks(uint owner, uint most, uint left) => Assert.Equal(left, Rights.Narrowed(owner, most));

    [Fact]
    public void Site_rights_are_given_whole_or_not_at_all()
    {
        Assert.Equal(Rights.Full, Rights.NarrowedOnSite(Rights.Full, Rights.Full));
        Assert.Equal(Rights.SiteNoNewGroups, Rights.NarrowedOnSite(Rights.Full, Rights.Details));
        Assert.Equal(Rights.SiteNoNewGroups | Rights.SiteLocked, Rights.NarrowedOnSite(Rights.SiteLocked | Rights.SiteAllEvents, Rights.Details));
    }
}

/// <summary>A server of its own: wrong tokens make an address wait.</summary>
public sealed class CreateTokenOverHttp(ServerFixture server) : IClassFixture<ServerFixture>
{
    async Task<(Person Program, Guid Id)> ProgramAsync(Person owner, uint rights, string from = "127.0.30.1")
    {
        var made = await owner.Post("/api/tokens", new { name = "test", rights }).Be(HttpStatusCode.Created);
        var program = server.Nobody(owner.Path, from);
        program.Token = made.Json.GetProperty("token").GetString();
        return (program, made.Id);
    }

    [Fact]
    public async Task Acts_for_its_owner_without_a_page_and_the_history_names_both()
    {
        var device = await server.NewDeviceAsync();
        var (program, id) = await ProgramAsync(server.Technician, Rights.Full);
        var me = (await program.Get("/api/me").Be(HttpStatusCode.OK)).Json;
        Assert.Equal(("technician", ""), (me.GetProperty("name").GetString(), me.GetProperty("csrf").GetString()));

        await program.Put($"/api/devices/{device.Id}/name", new { name = "reception" }).Be(HttpStatusCode.NoContent);
        var by = (await server.HistoryAsync(device.Id))[^1].By;
        Assert.Equal((ActorKind.Token, server.Technician.Id, id, "token"), (by.Kind, by.Id, by.Login, by.Factors));
        Assert.Equal("technician", (await server.AuditAsync(device.Id)).By);
    }

    [Fact]
    public async Task Does_no_more_than_it_may()
    {
        var device = await server.NewDeviceAsync();
        var (looker, _) = await ProgramAsync(server.Technician, Rights.Details);
        await looker.Get($"/api/devices/{device.Id}").Be(HttpStatusCode.OK);
        await looker.Put($"/api/devices/{device.Id}/name", new { name = "x" }).Be(HttpStatusCode.Forbidden, "not-allowed");
        await looker.Post("/api/groups", new { name = "x" }).Be(HttpStatusCode.Forbidden);

        var (overseer, _) = await ProgramAsync(server.Administrator, Rights.Details);
        await overseer.Get("/api/users").Be(HttpStatusCode.Forbidden);
        await overseer.Post("/api/users", new { name = "y", password = ServerFixture.Password }).Be(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Does_no_more_than_its_owner_may_now()
    {
        var (owner, group) = (await server.NewPersonAsync(), await server.NewGroupAsync());
        await server.GiveAsync(group.Id, owner, Rights.ManageDevices);
        var (program, _) = await ProgramAsync(owner, Rights.Full);
        await program.Get($"/api/groups/{group.Id}").Be(HttpStatusCode.OK);
        await server.Administrator.Delete($"/api/groups/{group.Id}/people/{owner.Id}").Be(HttpStatusCode.NoContent);
        await program.Get($"/api/groups/{group.Id}").Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task What_is_the_persons_own_it_may_not_touch()
    {
        var (program, _) = await ProgramAsync(server.Administrator, Rights.Full);
        await program.Post("/api/tokens", new { name = "another", rights = 8u }).Be(HttpStatusCode.Forbidden);
        await program.Put("/api/me/password", new { current = ServerFixture.Password, password = "a brand new password" }).Be(HttpStatusCode.Forbidden);
        await program.Post("/api/sign-out").Be(HttpStatusCode.Forbidden);
        await program.Delete($"/api/logins/{server.Administrator.Login}").Be(HttpStatusCode.Forbidden);
        await program.Post("/api/pairing-codes/BCDF-GHJK/confirm", new { rights = 8u }).Be(HttpStatusCode.Forbidden);
        await server.Administrator.Get("/api/me").Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Is_nobodys_in_another_tenant_and_with_another_secret()
    {
        var (program, _) = await ProgramAsync(server.Technician, Rights.Full, from: "127.0.30.2");
        var there = server.Nobody("/" + ServerFixture.OtherTenant, "127.0.30.2");
        there.Token = program.Token;
        await there.Get("/api/me").Be(HttpStatusCode.Unauthorized, "identity.wrong-token");
        program.Token = program.Token![..^1] + (program.Token[^1] == '0' ? '1' : '0');
        await program.Get("/api/me").Be(HttpStatusCode.Unauthorized, "identity.wrong-token");
        Assert.Equal(1, await server.CountAsync("select count(*) from events.mt_events where type = 'identity.sign_in_failed' and data->>'code' = 'identity.wrong-token' and data->>'userId' = $1", server.Technician.Id.ToString()));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("mesh_")]
    [InlineData("mesh_00000000000000000000000000000000_0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("mesh_zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz_0000000000000000000000000000000000000000000000000000000000000000")]
    public async Task A_made_up_one_is_refused_also_beside_a_cookie(string text)
    {
        using var request = server.Administrator.Request(HttpMethod.Get, "/api/me");
        request.Headers.Add("Authorization", $"Bearer {text}");
        var reply = await server.Administrator.Send(request);
        Assert.Equal((HttpStatusCode.Unauthorized, "identity.wrong-token"), (reply.Status, reply.Code));
    }

    [Fact]
    public async Task Wrong_ones_make_their_address_wait_but_not_those_in_use()
    {
        var (good, _) = await ProgramAsync(server.Technician, Rights.Full, from: "127.0.30.3");
        await good.Get("/api/me").Be(HttpStatusCode.OK);
        var bad = server.Nobody(from: "127.0.30.3");
        bad.Token = $"mesh_{Guid.NewGuid():N}_{new string('0', 64)}";
        Reply? last = null;
        for (var i = 0; i < 8 && last?.Status is not HttpStatusCode.TooManyRequests; i++) last = await bad.Get("/api/me");
        Assert.Equal("identity.too-many-tries", last!.Code);
        await good.Get("/api/me").Be(HttpStatusCode.OK);
    }
}

/// <summary>Here a day passes; everybody's sign-in with it.</summary>
public sealed class CreateTokenForADay(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task Ends_when_its_time_is_over_and_takes_its_feed_with_it()
    {
        var made = await server.Technician.Post("/api/tokens", new { name = "test", rights = Rights.Full, days = 1 }).Be(HttpStatusCode.Created);
        var program = server.Nobody(from: "127.0.30.4");
        program.Token = made.Json.GetProperty("token").GetString();
        await using var live = await program.Live();
        server.Clock.Jump(TimeSpan.FromDays(1) + TimeSpan.FromSeconds(1));
        await program.Get("/api/me").Be(HttpStatusCode.Unauthorized, "identity.wrong-token");
        await live.End();
        await Waiting.Until(async () => (await server.HistoryAsync(made.Id))[^1].Data is TokenEnded { Reason: "expired" }, "the token's end to be written");
    }
}
