using MeshEvents.Wire.Desktop;

namespace MeshEvents.Modules.Tests.Relay;

/// <summary>A screen over the relay: the same session as a terminal's, and what a person's rights let through of their packets.</summary>
[Collection(OneServer.Name)]
public sealed class DesktopRelayTests(ServerFixture server)
{
    static readonly byte[] key = DesktopWriter.Write(new DesktopKey(KeyAction.Down, 0x41)), escape = DesktopWriter.Write(new DesktopKey(KeyAction.Down, 0x1B)),
        move = DesktopWriter.Write(new DesktopMouse(MouseAction.Move, 1, 2)), refresh = DesktopWriter.Write(new DesktopRefresh());

    async Task<(Call Call, RelaySide Browser, RelaySide Agent)> OpenAsync(uint rights)
    {
        var call = await Call.StartAsync(server, rights, ChannelKind.Desktop);
        var (browser, agent) = await call.JoinAsync("2");
        return (call, browser, agent);
    }

    /// <summary>What reaches the device until the mark comes.</summary>
    static async Task<byte[]> ReachingAsync(RelaySide agent, byte[] mark)
    {
        List<byte> all = [];
        while (!all.TakeLast(mark.Length).SequenceEqual(mark)) all.AddRange((await agent.BytesAsync())!);
        return [.. all];
    }

    [Theory]
    [InlineData(Rights.RemoteControl, true, true, true)]
    [InlineData(Rights.RemoteControl | Rights.LimitedInput, true, false, true)]
    [InlineData(Rights.RemoteControl | Rights.ViewOnly, false, false, false)]
    public async Task Only_what_the_rights_cover_reaches_the_device(uint rights, bool letter, bool command, bool pointer)
    {
        var (call, browser, agent) = await OpenAsync(rights);
        await using (call)
        {
            // packets may lie across messages in any way
            byte[] all = [.. key, .. escape, .. move, .. refresh];
            foreach (var piece in all.Chunk(5)) await browser.SendAsync(piece);
            byte[] expected = [.. letter ? key : [], .. command ? escape : [], .. pointer ? move : [], .. refresh];
            Assert.Equal(expected, await ReachingAsync(agent, refresh));
            await browser.GoodbyeAsync();
            Assert.Equal("Closed by the person.", (await call.EndAsync<SessionEnded>()).Why);
        }
    }

    [Fact]
    public async Task A_right_that_gets_narrower_holds_at_once_for_a_session_that_goes_on()
    {
        var (call, browser, agent) = await OpenAsync(Rights.RemoteControl);
        await using (call)
        {
            byte[] both = [.. key, .. refresh];
            await browser.SendAsync(both);
            Assert.Equal(both, await ReachingAsync(agent, refresh));
            await server.GiveAsync(call.Device.Group.Id, call.Person, Rights.RemoteControl | Rights.ViewOnly);
            await Waiting.Until(async () =>
            {
                await browser.SendAsync(both);
                return (await ReachingAsync(agent, refresh)).SequenceEqual(refresh);
            }, "the key to be held back");
        }
    }

    [Fact]
    public async Task Who_may_not_see_the_screen_gets_no_session()
    {
        var (person, group) = (await server.NewPersonAsync(), await server.NewGroupAsync());
        await server.GiveAsync(group.Id, person, Rights.RemoteControl | Rights.NoDesktop);
        var (device, agent) = await server.OnlineDeviceAsync(group, null);
        await using (agent) await person.Post("/api/sessions", new { deviceId = device.Id, kind = "Desktop" }).Be(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_session_is_used_for_what_was_asked()
    {
        await using var call = await Call.StartAsync(server, kind: ChannelKind.Desktop);
        var (browser, agent) = await call.JoinAsync();
        await browser.SayAsync("1");
        await agent.Socket.ClosedAsync();
        Assert.Equal("It asked for another kind of session than it was opened for.", (await call.EndAsync<SessionEnded>()).Why);
    }

    [Fact]
    public async Task What_is_no_packet_ends_it()
    {
        var (call, browser, agent) = await OpenAsync(Rights.RemoteControl);
        await using (call)
        {
            await browser.SendAsync([0, 1, 0, 0]);
            await agent.Socket.ClosedAsync();
            Assert.Contains("no desktop packet", (await call.EndAsync<SessionEnded>()).Why);
        }
    }
}
