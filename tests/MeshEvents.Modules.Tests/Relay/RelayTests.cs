using MeshEvents.Wire.Relay;

namespace MeshEvents.Modules.Tests.Relay;

/// <summary>A technician's terminal on a device, over the relay: who may join, what is committed before it begins, and how it ends.</summary>
[Collection(OneServer.Name)]
public sealed class RelayTests(ServerFixture server)
{
    [Fact]
    public async Task Bytes_go_both_ways_and_stand_in_the_closing_event()
    {
        await using var call = await Call.StartAsync(server);
        await using var browser = await RelaySide.OfAsync(server.Technician, call.Path);
        Assert.IsType<SessionRequested>((await server.HistoryAsync(call.Session))[^1].Data);
        await using var agent = await call.Agent.JoinAsync(call.Asked);
        await browser.BegunAsync();
        // committed before either end was told
        Assert.IsType<SessionOpened>((await server.HistoryAsync(call.Session))[^1].Data);
        await agent.BegunAsync();

        await browser.SendAsync([1, 2, 3]);
        Assert.Equal([1, 2, 3], await agent.BytesAsync());
        await agent.SayAsync("hello");
        Assert.Equal("hello", await browser.TextAsync());
        await browser.GoodbyeAsync();
        await agent.Socket.ClosedAsync();

        var ended = await call.EndAsync<SessionEnded>();
        Assert.Equal(("Closed by the person.", 3 + 39L, 5L), (ended.Why, ended.BytesUp, ended.BytesDown));
        Assert.True(ended.Seconds > 0);
        Assert.Equal(["Session ended: Closed by the person.", "Session opened", "Asked for a terminal session"], (await server.AuditOfAsync(call.Session, "sessionId")).Select(l => l.Sentence).Distinct());
    }

    [Fact]
    public async Task Each_side_joins_once()
    {
        await using var call = await Call.StartAsync(server);
        await using var browser = await RelaySide.OfAsync(server.Technician, call.Path);
        await using (var again = await RelaySide.OfAsync(server.Technician, call.Path)) await again.Socket.ClosedAsync();
        await using var agent = await call.Agent.JoinAsync(call.Asked);
        await browser.BegunAsync();
        await using (var again = await call.Agent.JoinAsync(call.Asked)) await again.Socket.ClosedAsync();
        await agent.BegunAsync();
        await browser.SendAsync([9]);
        Assert.Equal([9], await agent.BytesAsync());
    }

    [Fact]
    public async Task After_the_end_the_ticket_is_worth_nothing()
    {
        await using var call = await Call.StartAsync(server);
        await using (var browser = await RelaySide.OfAsync(server.Technician, call.Path))
        await using (var agent = await call.Agent.JoinAsync(call.Asked))
        {
            await browser.BegunAsync();
            await browser.GoodbyeAsync();
            await agent.Socket.ClosedAsync();
        }
        await call.EndAsync<SessionEnded>();
        Assert.Equal(HttpStatusCode.Forbidden, await Refused(call.Path));
    }

    [Fact]
    public async Task Only_who_asked_may_join_and_only_from_our_own_page()
    {
        await using var call = await Call.StartAsync(server);
        var (mine, theirs) = (server.Technician, server.Administrator);
        Assert.Equal(HttpStatusCode.Forbidden, await MessageSocket.Refused(server.Address, call.Path, ("Cookie", theirs.Cookie!), ("Origin", theirs.Origin)));
        Assert.Equal(HttpStatusCode.Forbidden, await MessageSocket.Refused(server.Address, call.Path, ("Origin", mine.Origin)));
        Assert.Equal(HttpStatusCode.Forbidden, await MessageSocket.Refused(server.Address, call.Path, ("Cookie", mine.Cookie!)));
        Assert.Equal(HttpStatusCode.Forbidden, await MessageSocket.Refused(server.Address, call.Path, ("Cookie", mine.Cookie!), ("Origin", "https://evil.example")));
        // the same person in another browser holds another session
        var other = await server.AgainAsync(mine);
        Assert.Equal(HttpStatusCode.Forbidden, await MessageSocket.Refused(server.Address, call.Path, ("Cookie", other.Cookie!), ("Origin", other.Origin)));
        Assert.Equal(HttpStatusCode.Forbidden, await MessageSocket.Refused(server.Address, $"/{ServerFixture.OtherTenant}{call.Path}", ("Cookie", server.Foreigner.Cookie!), ("Origin", mine.Origin)));
        await using var browser = await RelaySide.OfAsync(mine, call.Path);
    }

    [Fact]
    public async Task A_ticket_is_for_its_own_side_and_tunnel()
    {
        await using var call = await Call.StartAsync(server);
        await using var other = await Call.StartAsync(server);
        Assert.True(RelayUrl.TryParse(Call.Query(call.Path), out var mine, out _));
        Assert.True(RelayUrl.TryParse(Call.Query(other.Path), out var theirs, out _));
        Assert.True(RelayUrl.TryParse(Call.Query(call.Asked.Value), out var agents, out _));

        Assert.Equal(HttpStatusCode.Forbidden, await Refused((mine! with { Browser = false, Auth = null, RAuth = mine.Auth }).ToPathAndQuery()));
        Assert.Equal(HttpStatusCode.Forbidden, await Refused((mine with { Auth = agents!.RAuth }).ToPathAndQuery()));
        Assert.Equal(HttpStatusCode.Forbidden, await Refused((mine with { Auth = theirs!.Auth }).ToPathAndQuery()));
        Assert.Equal(HttpStatusCode.Forbidden, await Refused((mine with { Id = new string('a', 32) }).ToPathAndQuery()));
        Assert.Equal(HttpStatusCode.Forbidden, await Refused((mine with { Id = theirs.Id }).ToPathAndQuery()));
        Assert.Equal(HttpStatusCode.Forbidden, await Refused((mine with { Auth = null }).ToPathAndQuery()));
        Assert.Equal(HttpStatusCode.Forbidden, await Refused("/meshrelay.ashx"));
        // a device's side comes from no browser
        Assert.Equal(HttpStatusCode.Forbidden, await Refused(agents.ToPathAndQuery()));
    }

    [Fact]
    public async Task A_ticket_with_any_character_changed_is_refused()
    {
        await using var call = await Call.StartAsync(server);
        Assert.True(RelayUrl.TryParse(Call.Query(call.Path), out var url, out _));
        var ticket = url!.Auth!;
        for (var i = 0; i < ticket.Length; i += 11)
        {
            var changed = ticket[..i] + (ticket[i] == 'A' ? 'B' : 'A') + ticket[(i + 1)..];
            Assert.Equal(HttpStatusCode.Forbidden, await Refused((url with { Auth = changed }).ToPathAndQuery()));
        }
        foreach (var cut in new[] { ticket[..^1], ticket.Split('.')[0], ticket + "A", ".", new string('A', 3000) })
            Assert.Equal(HttpStatusCode.Forbidden, await Refused((url with { Auth = cut }).ToPathAndQuery()));
        await using var browser = await RelaySide.OfAsync(server.Technician, call.Path);
    }

    [Fact]
    public async Task A_cut_keeps_the_session_and_it_is_joined_again()
    {
        await using var call = await Call.StartAsync(server);
        var (browser, agent) = await call.JoinAsync();
        await browser.SendAsync([1, 2]);
        Assert.Equal([1, 2], await agent.BytesAsync());
        browser.Socket.Cut();
        await agent.Socket.ClosedAsync();
        Assert.Equal((2L, 0L), await call.EndAsync<SessionInterrupted>() is var cut ? (cut.BytesUp, cut.BytesDown) : default);

        await server.Administrator.Post($"/api/sessions/{call.Session}/tunnels").Be(HttpStatusCode.NotFound);
        var pass = await server.Technician.Post($"/api/sessions/{call.Session}/tunnels").Be(HttpStatusCode.OK);
        Assert.Equal(call.Session, pass.Json.GetProperty("sessionId").GetGuid());
        await using var back = await RelaySide.OfAsync(server.Technician, pass.Json.GetProperty("path").GetString()!);
        await using var agentBack = await call.Agent.JoinAsync(await call.Agent.AskedAsync());
        await back.BegunAsync();
        await agentBack.GoodbyeAsync();
        await back.Socket.ClosedAsync();
        var ended = await call.EndAsync<SessionEnded>();
        Assert.Equal(("The shell ended.", 2L), (ended.Why, ended.BytesUp));
    }

    [Fact]
    public async Task A_right_that_is_taken_closes_both_sockets_at_once()
    {
        var person = await server.NewPersonAsync();
        var group = await server.NewGroupAsync();
        await server.GiveAsync(group.Id, person, Rights.RemoteControl);
        await using var call = await Call.StartAsync(server, person, group);
        var (browser, agent) = await call.JoinAsync();

        await server.GiveAsync(group.Id, person, Rights.Details);
        await Task.WhenAll(browser.Socket.ClosedAsync(), agent.Socket.ClosedAsync()).Within("both sockets to close", TimeSpan.FromSeconds(3));
        Assert.Equal("The right to it was taken.", (await call.EndAsync<SessionEnded>()).Why);
    }

    [Fact]
    public async Task A_sign_in_that_ends_takes_its_sessions_with_it()
    {
        var person = await server.NewPersonAsync();
        await server.GiveAsync(server.Group.Id, person, Rights.RemoteControl);
        await using var call = await Call.StartAsync(server, person);
        await using var browser = await RelaySide.OfAsync(person, call.Path);
        await using var agent = await call.Agent.JoinAsync(call.Asked);
        await browser.BegunAsync();
        await person.Post("/api/sign-out").Be(HttpStatusCode.NoContent);
        await Task.WhenAll(browser.Socket.ClosedAsync(), agent.Socket.ClosedAsync()).Within("both sockets to close", TimeSpan.FromSeconds(3));
        Assert.Equal("The sign-in ended.", (await call.EndAsync<SessionEnded>()).Why);
    }

    [Fact]
    public async Task Ending_it_from_another_page_closes_both_sockets()
    {
        await using var call = await Call.StartAsync(server);
        var (browser, agent) = await call.JoinAsync();
        await browser.SendAsync(new byte[1000]);
        Assert.Equal(1000, (await agent.BytesAsync())!.Length);
        await server.Administrator.Delete($"/api/sessions/{call.Session}").Be(HttpStatusCode.NoContent);
        await Task.WhenAll(browser.Socket.ClosedAsync(), agent.Socket.ClosedAsync()).Within("both sockets to close");
        var ended = await call.EndAsync<SessionEnded>();
        Assert.Equal(("Ended by somebody else.", 1000L), (ended.Why, ended.BytesUp));
    }

    [Fact]
    public async Task A_side_that_does_not_read_stops_the_other_one()
    {
        await using var call = await Call.StartAsync(server);
        var (browser, agent) = await call.JoinAsync();

        var (sent, chunk) = (0L, new byte[256 << 10]);
        async Task SendUntilStopped()
        {
            while (sent < 256L << 20)
            {
                var sending = browser.SendAsync(chunk);
                if (await Task.WhenAny(sending, browser.Stalled(sending)) != sending) return;
                sent += chunk.Length;
            }
        }
        await SendUntilStopped();
        // what is in flight fits the buffers of sockets and pipes, however much was sent
        Assert.InRange(sent, 1, 64L << 20);
        await server.Technician.Delete($"/api/sessions/{call.Session}").Be(HttpStatusCode.NoContent);
    }

    Task<HttpStatusCode?> Refused(string path) => MessageSocket.Refused(server.Address, path, ("Cookie", server.Technician.Cookie!), ("Origin", server.Technician.Origin));
}
