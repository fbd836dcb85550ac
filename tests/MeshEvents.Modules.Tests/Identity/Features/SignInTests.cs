using MeshEvents.Identity.Features;
using MeshEvents.Identity.SignIn;
using MeshEvents.Identity.Views;
using static MeshEvents.Testing.Story;

namespace MeshEvents.Modules.Tests.Identity.Features;

public sealed class SignInTests
{
    static readonly SignIn Mira = new("Mira", "correct horse battery");
    static readonly UserRow Row = new(Some.Mira, "Mira", "mira", "mira@example.org", 0, null, 1);
    static readonly SignIn.Known Right = new(Row, true, TimeSpan.Zero, false, "Firefox");

    [Fact]
    public void Starts_a_session_whose_secret_is_only_in_the_cookie()
    {
        var login = Asked.NewId<LoginId>();
        var made = Knowing(Right).When(Mira, SignIn.Decide)
            .Then(new LoginStarted(Some.Mira, "pwd", Pii.Of(Some.Mira, "192.0.2.7"), Pii.Of(Some.Mira, "Firefox")))
            .ThenKeeps(("identity.login", login));

        var answer = made.Answer<SignedIn>(SignInTimes.Default);
        var secret = answer.Cookie.Reveal().Split('.')[1];
        Assert.Equal(Logins.HashOf(secret), made.Decision.Kept[0].Value!.Reveal());
        Assert.DoesNotContain(secret, System.Text.Json.JsonSerializer.Serialize(answer.Me, Json.Web), StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_name_and_wrong_password_are_one_answer()
    {
        var unknown = SignIn.Decide(Mira, Right with { User = null, Right = false }, Asked).Refusal;
        var wrong = SignIn.Decide(Mira, Right with { Right = false }, Asked).Refusal;
        Assert.Equal(unknown, wrong);
        Assert.Equal((401, "identity.wrong-password"), (unknown!.Status, unknown.Code));
    }

    [Fact]
    public void Too_many_tries_say_how_long_to_wait()
    {
        var no = SignIn.Decide(Mira, Right with { Wait = TimeSpan.FromSeconds(90) }, Asked).Refusal!;
        Assert.Equal((429, "identity.too-many-tries", TimeSpan.FromSeconds(90)), (no.Status, no.Code, no.RetryAfter));
    }

    [Fact]
    public void A_full_password_queue_is_said() => Knowing(Right with { Busy = true }).When(Mira, SignIn.Decide).ThenRefused("identity.busy");

    [Fact]
    public void A_locked_account_stays_out_and_a_full_administrator_cannot_be_locked()
    {
        Knowing(Right with { User = Row with { SiteRights = Rights.SiteLocked } }).When(Mira, SignIn.Decide).ThenRefused("identity.locked");
        Assert.Null(SignIn.Decide(Mira, Right with { User = Row with { SiteRights = Rights.Full } }, Asked).Refusal);
    }
}

/// <summary>A server of its own: wrong passwords lock an address out, and the clock moves.</summary>
public sealed class SignInOverHttp(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task All_that_a_page_asks_at_once_right_after_it_is_answered()
    {
        var uses = server.Get<LoginUses>();
        for (var round = 0; round < 10; round++)
        {
            var person = await server.AgainAsync(server.Viewer);
            await server.RunAsync("delete from identity.login_seen where login_id = $1", person.Login);
            var seen = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => uses.FirstAsync(server.Tenant, new(person.Login), Some.Now, CancellationToken.None)));
            Assert.Single(seen.Select(s => s.Started).Distinct());
        }
    }

    [Fact]
    public async Task The_cookie_is_for_this_host_alone_and_no_script()
    {
        var reply = await server.Nobody().Post("/api/sign-in", new { name = "technician", password = ServerFixture.Password }).Be(HttpStatusCode.OK);
        var cookie = Assert.Single(reply.Headers.GetValues("Set-Cookie"));
        var parts = cookie.Split("; ");
        Assert.StartsWith("__Host-mesh=", parts[0], StringComparison.Ordinal);
        Assert.Equal(["httponly", "path=/", "samesite=strict", "secure"], parts[1..].Select(p => p.ToLowerInvariant()).Order());
        Assert.DoesNotContain(parts[0].Split('.')[1], reply.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_name_and_wrong_password_look_the_same()
    {
        var person = await server.NewPersonAsync();
        var wrong = await server.Nobody(from: "127.0.4.1").Post("/api/sign-in", new { name = person.Name, password = "wrong password 1" }).Be(HttpStatusCode.Unauthorized, "identity.wrong-password");
        var unknown = await server.Nobody(from: "127.0.4.1").Post("/api/sign-in", new { name = "no such person", password = "wrong password 1" }).Be(HttpStatusCode.Unauthorized, "identity.wrong-password");
        Assert.Equal(Without(wrong), Without(unknown));
        Assert.False(wrong.Headers.Contains("Set-Cookie"));

        static string Without(Reply reply) => reply.Text.Replace(reply.Json.GetProperty("traceId").GetString()!, "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_tries_make_an_account_wait_and_then_pass()
    {
        var person = await server.NewPersonAsync();
        var replies = new List<Reply>();
        for (var i = 0; i < 6; i++) replies.Add(await server.Nobody(from: $"127.0.5.{i + 1}").Post("/api/sign-in", new { name = person.Name, password = "wrong password 1" }));
        Assert.All(replies.Take(4), r => Assert.Equal("identity.wrong-password", r.Code));
        var waits = replies[4];
        Assert.Equal((HttpStatusCode.TooManyRequests, "identity.too-many-tries"), (waits.Status, waits.Code));
        Assert.InRange(waits.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 600);

        // the right password waits too: else one could try behind the limit
        await server.Nobody(from: "127.0.5.9").Post("/api/sign-in", new { name = person.Name, password = person.Password }).Be(HttpStatusCode.TooManyRequests);
        server.Clock.Jump(TimeSpan.FromSeconds(5));
        await server.Nobody(from: "127.0.5.9").SignIn(person.Name.ToUpperInvariant(), person.Password);
    }

    [Fact]
    public async Task One_address_that_tries_many_names_waits()
    {
        Reply? last = null;
        for (var i = 0; i < 8 && last?.Status is not HttpStatusCode.TooManyRequests; i++)
            last = await server.Nobody(from: "127.0.6.1").Post("/api/sign-in", new { name = $"name {i}", password = "wrong password 1" });
        Assert.Equal("identity.too-many-tries", last!.Code);
        await server.Nobody(from: "127.0.6.2").SignIn("technician", ServerFixture.Password);
    }

    [Fact]
    public async Task A_failed_sign_in_is_a_fact_and_a_flood_is_gathered()
    {
        var person = await server.NewPersonAsync();
        for (var i = 0; i < 3; i++) await server.Nobody(from: "127.0.7.1").Post("/api/sign-in", new { name = person.Name, password = "wrong password 1" }).Be(HttpStatusCode.Unauthorized);
        const string facts = "select count(*) from events.mt_events where type = 'identity.sign_in_failed' and data->>'userId' = $1";
        Assert.Equal(1, await server.CountAsync(facts, person.Id.ToString()));
        server.Clock.Jump(TimeSpan.FromMinutes(2));
        await Waiting.Until(async () => await server.CountAsync(facts, person.Id.ToString()) == 2, "the repeats to be written as one fact");
        Assert.Equal(2, await server.CountAsync("select (data->>'count')::bigint from events.mt_events where type = 'identity.sign_in_failed' and data->>'userId' = $1 order by seq_id desc limit 1", person.Id.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("__Host-mesh=")]
    [InlineData("__Host-mesh=x.y")]
    [InlineData("__Host-mesh=00000000000000000000000000000000.0000000000000000000000000000000000000000000000000000000000000000")]
    public async Task A_made_up_cookie_is_nobodys(string cookie)
    {
        var nobody = server.Nobody();
        nobody.Cookie = cookie;
        await nobody.Get("/api/me").Be(HttpStatusCode.Unauthorized, "sign-in-first");
    }

    [Fact]
    public async Task A_known_session_with_another_secret_is_nobodys()
    {
        var person = await server.NewPersonAsync();
        person.Cookie = person.Cookie!.Split('.')[0] + "." + new string('0', 64);
        await person.Get("/api/me").Be(HttpStatusCode.Unauthorized, "sign-in-first");
    }

    [Fact]
    public async Task A_session_of_another_tenant_is_nobodys_here()
    {
        var thief = server.Nobody();
        thief.Cookie = "__Host-mesh=" + server.Administrator.Cookie!.Split('=', 2)[1];
        await thief.Get("/api/me").Be(HttpStatusCode.OK);
        var there = server.Nobody("/" + ServerFixture.OtherTenant);
        there.Cookie = $"__Host-mesh-{server.ForeignTenant:N}=" + server.Administrator.Cookie!.Split('=', 2)[1];
        await there.Get("/api/me").Be(HttpStatusCode.Unauthorized, "sign-in-first");
    }
}

/// <summary>Here a day passes; everybody else's session with it.</summary>
public sealed class SignInForADay(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task A_session_ends_after_an_hour_without_use_and_after_twelve_in_any_case()
    {
        var person = await server.NewPersonAsync();
        for (var i = 0; i < 14; i++)
        {
            server.Clock.Jump(TimeSpan.FromMinutes(50));
            await person.Get("/api/me").Be(HttpStatusCode.OK);
        }
        server.Clock.Jump(TimeSpan.FromMinutes(30));
        await person.Get("/api/me").Be(HttpStatusCode.Unauthorized);

        var idle = await server.AgainAsync(person);
        server.Clock.Jump(TimeSpan.FromMinutes(61));
        await idle.Get("/api/me").Be(HttpStatusCode.Unauthorized);
    }
}
