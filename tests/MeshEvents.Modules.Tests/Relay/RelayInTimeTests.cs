namespace MeshEvents.Modules.Tests.Relay;

/// <summary>What the clock and a restart do to tunnels; on a server of its own, whose clock is put forward.</summary>
public sealed class RelayInTimeTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task A_device_that_never_comes_is_a_failed_session()
    {
        await using var call = await Call.StartAsync(server);
        await using var browser = await RelaySide.OfAsync(server.Technician, call.Path);
        server.Clock.Jump(MeshEvents.Sessions.Features.StartSession.Patience + TimeSpan.FromSeconds(1));
        Assert.Equal("The device did not answer.", (await call.EndAsync<SessionFailed>()).Why);
        // who comes too late is told nothing and let go
        await using var late = await call.Agent.JoinAsync(call.Asked);
        await late.Socket.ClosedAsync();
        await browser.Socket.ClosedAsync();
        Assert.IsType<SessionFailed>((await server.HistoryAsync(call.Session))[^1].Data);
    }

    [Fact]
    public async Task A_ticket_ends_after_half_a_minute()
    {
        await using var call = await Call.StartAsync(server);
        server.Clock.Jump(TimeSpan.FromSeconds(31));
        Assert.Equal(HttpStatusCode.Forbidden, await MessageSocket.Refused(server.Address, call.Path, ("Cookie", server.Technician.Cookie!), ("Origin", server.Technician.Origin)));
        await call.EndAsync<SessionFailed>();
    }

    [Fact]
    public async Task A_shell_that_nobody_comes_back_to_is_over_after_a_minute()
    {
        await using var call = await Call.StartAsync(server);
        await using var browser = await RelaySide.OfAsync(server.Technician, call.Path);
        await using var agent = await call.Agent.JoinAsync(call.Asked);
        await browser.BegunAsync();
        browser.Socket.Cut();
        await call.EndAsync<SessionInterrupted>();
        server.Clock.Jump(MeshEvents.Sessions.Features.CloseSession.Kept + TimeSpan.FromSeconds(1));
        Assert.Equal("The connection broke and nobody came back.", (await call.EndAsync<SessionEnded>()).Why);
        await server.Technician.Post($"/api/sessions/{call.Session}/tunnels").Be(HttpStatusCode.Conflict, "sessions.over");
    }

    [Fact]
    public async Task After_a_restart_the_end_is_unknown_and_a_new_session_takes_over_the_shell()
    {
        var key = new AgentKey();
        await using var call = await Call.StartAsync(server, key: key);
        await using var browser = await RelaySide.OfAsync(server.Technician, call.Path);
        await using var agent = await call.Agent.JoinAsync(call.Asked);
        await browser.BegunAsync();

        await server.RestartAsync();
        Assert.IsType<SessionUnknown>((await server.HistoryAsync(call.Session))[^1].Data);
        await using var back = await FakeAgent.OnlineAsync(server, key, call.Device.Group.MeshId);
        var pass = await server.Technician.Post($"/api/sessions/{call.Session}/tunnels").Be(HttpStatusCode.OK);
        Assert.Equal(call.Session, pass.Json.GetProperty("continues").GetGuid());
        var asked = await back.AskedAsync();
        Assert.Equal(call.Session, asked.Continues);
        Assert.Equal(pass.Json.GetProperty("sessionId").GetGuid(), asked.Session);
        await using var again = await RelaySide.OfAsync(server.Technician, pass.Json.GetProperty("path").GetString()!);
        await using var agentAgain = await back.JoinAsync(asked);
        await again.BegunAsync();
    }
}
