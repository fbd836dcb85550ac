using MeshEvents.Identity;
using MeshEvents.Identity.Features;
using MeshEvents.Identity.SignIn;
using MeshEvents.Modules.Tests.Relay;
using static MeshEvents.Testing.Story;

namespace MeshEvents.Modules.Tests.Identity.Features;

public sealed class ExpireLoginTests
{
    static readonly LoginStarted Started = new(Some.Mira, "pwd", Pii.Of(Some.Mira, "192.0.2.7"), Pii.Of(Some.Mira, "Firefox"));

    [Fact]
    public void Tells_how_long_nobody_used_it() =>
        Given<Login>(Started).When(new ExpireLogin(Some.Login, 60), ExpireLogin.Decide).Then(new LoginEnded("not used for 60 minutes", 60));

    [Fact]
    public void Or_that_it_lasted_its_longest() =>
        Given<Login>(Started).When(new ExpireLogin(Some.Login, null), ExpireLogin.Decide).Then(new LoginEnded("12 hours after it began"));

    [Fact]
    public void One_that_ended_before_is_no_news() => Given<Login>(Started, new LoginEnded("signed out")).When(new ExpireLogin(Some.Login, 60), ExpireLogin.Decide).ThenNothing();
}

/// <summary>A server of its own, whose clock is put forward; so its people sign in anew for each test.</summary>
public sealed class ExpireLoginInTime(ServerFixture server) : IClassFixture<ServerFixture>, IAsyncLifetime
{
    static readonly TimeSpan almost = TimeSpan.FromMinutes(40), tooLong = SignInTimes.Default.Idle + TimeSpan.FromSeconds(1);

    public async Task InitializeAsync()
    {
        foreach (var person in new[] { server.Administrator, server.Technician }) await person.SignIn(person.Name, person.Password);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    Task<Reply> Look(Person person, bool unattended)
    {
        var request = person.Request(HttpMethod.Get, "/api/me");
        if (unattended) request.Headers.Add(WhoAsks.UnattendedHeader, "1");
        return person.Send(request);
    }

    async Task<LoginEnded> EndAsync(Person person)
    {
        LoginEnded? end = null;
        await Waiting.Until(async () => (end = (await server.HistoryAsync(person.Login))[^1].Data as LoginEnded) is not null, "the sign-in to end");
        return end!;
    }

    [Fact]
    public async Task An_open_feed_and_what_a_page_asks_by_itself_keep_no_sign_in_alive()
    {
        var person = await server.NewPersonAsync();
        await using var live = await person.Live();
        server.Clock.Jump(almost);
        await Look(person, unattended: true).Be(HttpStatusCode.OK);
        await using var again = await person.Live();
        server.Clock.Jump(almost);

        await live.End();
        await again.End();
        Assert.Equal(60, (await EndAsync(person)).IdleMinutes);
        var no = await person.Get("/api/me").Be(HttpStatusCode.Unauthorized, "identity.idle");
        Assert.Contains("nothing was done for 60 minutes", no.Text, StringComparison.Ordinal);
        // signing in again in the same browser is not in the way
        await person.SignIn(person.Name, person.Password);
        await person.Get("/api/me").Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_a_person_asks_does()
    {
        var person = await server.NewPersonAsync();
        await using var live = await person.Live();
        for (var i = 0; i < 3; i++)
        {
            server.Clock.Jump(almost);
            await Look(person, unattended: false).Be(HttpStatusCode.OK);
        }
        Assert.IsType<LoginStarted>((await server.HistoryAsync(person.Login))[^1].Data);
    }

    [Fact]
    public async Task Typing_into_a_terminal_keeps_it_alive_and_measuring_the_line_does_not()
    {
        var person = await server.AgainAsync(server.Technician);
        await using var call = await Call.StartAsync(server, person);
        var (browser, agent) = await call.JoinAsync("1");

        server.Clock.Jump(almost);
        await browser.SendAsync("ls\n"u8.ToArray());
        Assert.Equal("ls\n"u8.ToArray(), await agent.BytesAsync());
        server.Clock.Jump(almost);
        await Look(person, unattended: true).Be(HttpStatusCode.OK);

        await browser.SayAsync("""{"ctrlChannel":"102938","type":"rtt","time":1}""");
        Assert.Contains("rtt", await agent.TextAsync(), StringComparison.Ordinal);
        server.Clock.Jump(almost);
        Assert.Equal(60, (await EndAsync(person)).IdleMinutes);
        await browser.Socket.ClosedAsync();
        await agent.Socket.ClosedAsync();
        Assert.Equal("The sign-in ended.", (await call.EndAsync<SessionEnded>()).Why);
    }

    [Fact]
    public async Task One_that_nobody_used_since_the_server_began_ends_too()
    {
        var person = await server.NewPersonAsync();
        await person.Get("/api/me").Be(HttpStatusCode.OK);
        await server.RestartAsync();
        server.Clock.Jump(tooLong);
        Assert.Equal(60, (await EndAsync(person)).IdleMinutes);
    }
}
