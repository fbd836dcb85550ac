using System.Text.Json;
using MeshEvents.Agent.Actions;
using MeshEvents.Agent.Tests.Support;

namespace MeshEvents.Agent.Tests.Actions;

/// <summary>What counts as a command, over a real connection, with the bytes made by the test alone.</summary>
public sealed class CommandGateTests : IAsyncLifetime
{
    readonly EchoAction echo = new();
    SpecServer server = null!;
    AgentUnderTest agent = null!;
    Peer control = null!;

    public async Task InitializeAsync()
    {
        server = await SpecServer.StartAsync();
        agent = AgentUnderTest.StartWith(server, new(new HashSet<string> { "echo", "run" }, ["/usr/bin/uptime"]), echo, new EchoAction("run"), new EchoAction("power"));
        (control, _) = await server.AuthenticatedAsync();
    }

    public async Task DisposeAsync()
    {
        await agent.DisposeAsync();
        await server.DisposeAsync();
    }

    async Task<JsonElement> EndAsync(Peer? of = null) => JsonElement.Parse(await (of ?? control).TextAsync(t => t.Contains("\"meshcommandended\"")));

    async Task<string> JournalAsync(string containing)
    {
        await Deadline.Until(() => Lines().Any(l => l.Contains(containing)), $"the journal to say {containing}");
        return Lines().Last(l => l.Contains(containing));
    }

    List<string> Lines()
    {
        var lines = new List<string>();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(agent.Folder, "journal")))
        {
            using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            while (reader.ReadLine() is { } line) lines.Add(line);
        }
        return lines;
    }

    [Fact] public async Task A_good_command_is_done_answered_and_written_down()
    {
        var id = await control.Commands.SendAsync("echo", """{"say":"hello"}""");
        var end = await EndAsync();
        Assert.Equal((id, "done", "hello"), (end.GetProperty("id").GetGuid(), end.GetProperty("end").GetString(), end.GetProperty("result").GetProperty("said").GetString()));
        Assert.Contains("\"by\":\"ada\"", await JournalAsync("\"what\":\"done\""));
        Assert.Contains(id.ToString(), await JournalAsync("\"what\":\"taken\""));
    }

    [Theory]
    [InlineData("altered", "not the server's")]
    [InlineData("other key", "not the server's")]
    [InlineData("no command", "no command that this agent understands")]
    [InlineData("other device", "for another device")]
    [InlineData("a minute late", "too late")]
    [InlineData("valid for a day", "valid for too long")]
    public async Task What_is_wrong_is_not_done_and_stands_in_the_journal(string what, string sentence)
    {
        var commands = control.Commands;
        var (body, _) = commands.Body("echo", """{"say":"x"}""");
        switch (what)
        {
            case "altered": await commands.SendRawAsync(body.Replace("\"x\"", "\"y\""), commands.Sign(body)); break;
            case "other key": await commands.SendRawAsync(body, new SpecCommands(control, [1], []).Sign(body)); break;
            case "no command": await commands.SendRawAsync("[]", commands.Sign("[]")); break;
            case "other device": await commands.SendAsync("echo", "{}", device: commands.Device.Replace(commands.Device[0], commands.Device[0] == 'A' ? 'B' : 'A')); break;
            case "a minute late": await commands.SendAsync("echo", "{}", issued: SpecCommands.Now - 120_000, expires: SpecCommands.Now - 60_000); break;
            case "valid for a day": await commands.SendAsync("echo", "{}", expires: SpecCommands.Now + 86_400_000); break;
        }
        Assert.Contains("\"what\":\"refused\"", await JournalAsync(sentence));
        Assert.Equal(0, echo.Done);
    }

    [Fact] public async Task A_command_that_comes_again_is_done_once_also_on_another_connection()
    {
        var (body, id) = control.Commands.Body("echo", """{"say":"once"}""");
        await control.Commands.SendRawAsync(body, control.Commands.Sign(body));
        await EndAsync();
        await control.Commands.SendRawAsync(body, control.Commands.Sign(body));
        Assert.Contains(id.ToString(), await JournalAsync("It was here before."));
        control.Cut();
        var (again, _) = await server.AuthenticatedAsync();
        await again.Commands.SendAsync("echo", """{"say":"new"}""");
        // the answer that was never acknowledged comes first, then that of the new one
        Assert.Equal(id, (await EndAsync(again)).GetProperty("id").GetGuid());
        Assert.NotEqual(id, (await EndAsync(again)).GetProperty("id").GetGuid());
        Assert.Equal(2, echo.Done);
    }

    [Fact] public async Task A_key_that_the_server_does_not_vouch_for_signs_nothing()
    {
        control.Cut();
        var peer = await server.AgentAsync();
        var seen = await SpecHandshake.AcceptWithoutKeyAsync(peer, server);
        peer.Commands = new(peer, seen.NodeId, seen.AgentNonce);
        await peer.Commands.ShowKeyAsync(vouched: [1, 2, 3]);
        await peer.Commands.SendAsync("echo", "{}");
        await JournalAsync("not the server's");
        Assert.Contains("does not vouch for", agent.Said);
        Assert.Equal(0, echo.Done);
    }

    [Fact] public async Task A_command_played_again_after_the_agent_started_anew_is_not_done()
    {
        var (body, id) = control.Commands.Body("echo", """{"say":"once"}""");
        var signature = control.Commands.Sign(body);
        await control.Commands.SendRawAsync(body, signature);
        await EndAsync();
        await agent.RestartAsync();
        var peer = await server.AgentAsync();
        var seen = await SpecHandshake.AcceptWithoutKeyAsync(peer, server);
        peer.Commands = control.Commands.On(peer, seen.AgentNonce);          // the same server, with the same key
        await peer.Commands.ShowKeyAsync();
        await peer.Commands.SendRawAsync(body, signature);
        Assert.Contains(id.ToString(), await JournalAsync("It was issued before this connection."));
        Assert.Equal(1, echo.Done);
    }

    [Theory]
    [InlineData("another connection")]
    [InlineData("another time")]
    public async Task A_key_shown_on_another_connection_or_with_another_time_signs_nothing(string what)
    {
        control.Cut();
        var peer = await server.AgentAsync();
        var seen = await SpecHandshake.AcceptWithoutKeyAsync(peer, server);
        peer.Commands = new(peer, seen.NodeId, seen.AgentNonce);
        await (what is "another time" ? peer.Commands.ShowKeyAsync(proved: SpecCommands.Now - 60_000) : peer.Commands.ShowKeyAsync(nonce: new byte[48]));
        await peer.Commands.SendAsync("echo", "{}");
        await JournalAsync("not the server's");
        Assert.Contains("not meant for this connection", agent.Said);
        Assert.Equal(0, echo.Done);
    }

    [Fact] public async Task A_tunnel_that_is_not_signed_is_not_opened()
    {
        await control.SendTextAsync("""{"action":"msg","type":"tunnel","value":"*/meshrelay.ashx?id=1","usage":1,"rights":4294967295}""");
        Assert.Contains("\"action\":\"tunnel\"", await JournalAsync("It was not signed."));
        Assert.True(server.NoTunnel);
    }

    [Theory]
    [InlineData("power", "{}", "does not allow 'power'")]
    [InlineData("unheard", "{}", "does not know 'unheard'")]
    [InlineData("tunnel", """{"action":"msg","type":"tunnel","value":"*/meshrelay.ashx?id=1","usage":1,"rights":4294967295}""", "does not allow 'terminal'")]
    [InlineData("run", """{"text":"/usr/bin/id"}""", "only certain programs")]
    [InlineData("run", """{"text":"/usr/bin/uptime; id"}""", "only certain programs")]
    [InlineData("run", """{"text":"/usr/bin/uptime\nid"}""", "only certain programs")]
    [InlineData("run", """{"text":"/usr/bin/uptime $(id)"}""", "only certain programs")]
    [InlineData("run", """{"text":"/usr/bin/uptime2"}""", "only certain programs")]
    [InlineData("run", """{"text":7}""", "only certain programs")]
    public async Task What_the_device_does_not_allow_is_refused_in_words(string action, string arguments, string sentence)
    {
        await control.Commands.SendAsync(action, arguments);
        var end = await EndAsync();
        Assert.Equal("refused", end.GetProperty("end").GetString());
        Assert.Contains(sentence, end.GetProperty("why").GetString());
        Assert.True(server.NoTunnel);
    }

    [Fact] public async Task What_the_device_allows_is_done()
    {
        await control.Commands.SendAsync("run", """{"text":"/usr/bin/uptime --pretty","say":"up"}""");
        Assert.Equal("done", (await EndAsync()).GetProperty("end").GetString());
    }

    [Fact] public async Task Output_waits_for_the_server_and_survives_a_cut()
    {
        var id = await control.Commands.SendAsync("echo", """{"pieces":40}""");
        var seen = new List<int>();
        while (seen.Count < ReportQueue.Window) seen.Add(await PieceAsync(control));
        Assert.Equal(Enumerable.Range(0, ReportQueue.Window), seen);
        Assert.Equal(ReportQueue.Window, echo.Written - 1);             // one more waits for its place
        await control.SendTextAsync($$"""{"action":"meshcommandtaken","id":"{{id}}","number":0}""");
        Assert.Equal(ReportQueue.Window, await PieceAsync(control));
        control.Cut();

        var (again, _) = await server.AuthenticatedAsync();
        var next = 1;
        Assert.Equal(next, await PieceAsync(again));                       // from the first that was not acknowledged
        while (true)
        {
            await again.SendTextAsync($$"""{"action":"meshcommandtaken","id":"{{id}}","number":{{next}}}""");
            if (next == 39) break;
            var piece = await PieceAsync(again);
            Assert.Equal(++next, piece);
        }
        Assert.Equal("done", (await EndAsync(again)).GetProperty("end").GetString());

        async Task<int> PieceAsync(Peer from) => JsonElement.Parse(await from.TextAsync(t => t.Contains("\"meshcommandpiece\""))).GetProperty("number").GetInt32();
    }

    [Fact] public async Task A_running_command_is_named_on_the_next_connection_and_can_be_cancelled()
    {
        var id = await control.Commands.SendAsync("echo", """{"wait":true}""");
        await Deadline.Until(() => echo.Waiting == 1, "the action to begin");
        control.Cut();
        var (again, _) = await server.AuthenticatedAsync();
        Assert.Contains(id.ToString(), await again.TextAsync(t => t.Contains("\"meshcommandsrunning\"")));
        await again.Commands.SendAsync("cancel", $$"""{"id":"{{id}}"}""");
        var end = await EndAsync(again);
        Assert.Equal(("failed", "It was cancelled."), (end.GetProperty("end").GetString(), end.GetProperty("why").GetString()));
    }

    [Fact] public async Task The_journal_comes_to_the_server_line_by_line()
    {
        await control.Commands.SendAsync("echo", """{"say":"a"}""");
        var head = JsonElement.Parse(await control.TextAsync(t => t.Contains("\"meshjournal\"")));
        Assert.Equal(0, head.GetProperty("lines").GetArrayLength());
        await JournalAsync("\"done\"");
        await control.SendTextAsync("""{"action":"meshjournalkept","count":0}""");
        var lines = JsonElement.Parse(await control.TextAsync(t => t.Contains("\"meshjournal\"") && t.Contains("taken"))).GetProperty("lines").EnumerateArray().Select(l => l.GetString()!).ToList();
        Assert.Equal(Lines(), lines);
    }

    /// <summary>Says what it is told, in pieces when asked to.</summary>
    sealed class EchoAction(string name = "echo") : IAction
    {
        int done, written, waiting;

        public string Name => name;
        public bool Works => true;
        public int Done => Volatile.Read(ref done);
        public int Written => Volatile.Read(ref written);
        public int Waiting => Volatile.Read(ref waiting);

        public async Task<ActionOutcome> DoAsync(ActionCall call, CancellationToken cancelled)
        {
            for (var left = call.Arguments.TryGetProperty("pieces", out var pieces) ? pieces.GetInt32() : 0; left > 0; left--)
            {
                Interlocked.Increment(ref written);
                await call.Output(false, new byte[100]);
            }
            if (call.Arguments.TryGetProperty("wait", out _))
            {
                Interlocked.Increment(ref waiting);
                await new TaskCompletionSource().Task.WaitAsync(cancelled);
            }
            Interlocked.Increment(ref done);
            return ActionOutcome.Done(JsonSerializer.SerializeToUtf8Bytes(new { said = call.Arguments.TryGetProperty("say", out var say) ? say.GetString() : null }));
        }
    }
}
