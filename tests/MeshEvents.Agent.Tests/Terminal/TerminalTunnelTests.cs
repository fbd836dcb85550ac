using System.Text;
using System.Text.Json;
using MeshEvents.Agent.Tests.Support;

namespace MeshEvents.Agent.Tests.Terminal;

/// <summary>Terminals through the whole agent: control channel, tunnel over TLS, real bash.</summary>
public sealed class TerminalTunnelTests : IAsyncLifetime
{
    SpecServer server = null!;
    AgentUnderTest agent = null!;
    Peer control = null!;

    public async Task InitializeAsync()
    {
        server = await SpecServer.StartAsync();
        agent = AgentUnderTest.Start(server);
        (control, _) = await server.AuthenticatedAsync();
    }

    public async Task DisposeAsync()
    {
        await agent.DisposeAsync();
        await server.DisposeAsync();
    }

    Task AskAsync(string more = "", string value = "*/meshrelay.ashx?p=1&nodeid=n&id=t1&rauth=r") =>
        control.Commands.SendAsync("tunnel", $$"""{"action":"msg","type":"tunnel","value":"{{value}}","usage":1,"rights":4294967295{{more}}}""");

    async Task<Peer> OpenAsync(string more = "", string options = """{"ctrlChannel":"102938","type":"options","cols":80,"rows":25}""", string protocol = "1")
    {
        await AskAsync(more);
        var tunnel = await server.TunnelAsync();
        await tunnel.SendTextAsync("c");
        if (options != "") await tunnel.SendTextAsync(options);
        await tunnel.SendTextAsync(protocol);
        return tunnel;
    }

    static Task TypeAsync(Peer tunnel, string text) => tunnel.SendAsync(Encoding.UTF8.GetBytes(text));

    /// <summary>Reads terminal output until it holds the text; returns all of it.</summary>
    static async Task<byte[]> UntilAsync(Peer tunnel, string text)
    {
        List<byte> all = [];
        while (!Encoding.UTF8.GetString([.. all]).Contains(text)) all.AddRange(await tunnel.BinaryAsync());
        return [.. all];
    }

    /// <summary>The process id of the shell.</summary>
    static async Task<int> PidAsync(Peer tunnel)
    {
        await TypeAsync(tunnel, "echo pid''=$$''=en''d\n");
        return int.Parse(Encoding.UTF8.GetString(await UntilAsync(tunnel, "=end")).Split("pid=").Last().Split('=')[0]);
    }

    /// <summary>Cuts the tunnel and lets the command print all it has to say while there is none; returns what was seen before.</summary>
    async Task<byte[]> CutWhileItPrintsAsync(Peer tunnel, string command)
    {
        var (go, done) = (Path.Combine(agent.Folder, "go"), Path.Combine(agent.Folder, "done"));
        await TypeAsync(tunnel, $"echo r''eady; until [ -e {go} ]; do sleep 0.02; done; {command}; echo fin''ished; touch {done}\n");
        var seen = await UntilAsync(tunnel, "ready\r\n");
        tunnel.Cut();
        await Deadline.Until(() => agent.Said.Contains("broke; its shell is kept"), "the cut to be seen");
        await File.WriteAllTextAsync(go, "");
        await Deadline.Until(() => File.Exists(done), "the command to end");
        return seen;
    }

    static string Session(Guid id) => $",\"session\":\"{id}\"";

    static string Resume(long received) => $$"""{"ctrlChannel":"102938","type":"options","cols":80,"rows":25,"resume":{{received}}}""";

    [Fact] public async Task A_shell_answers_and_its_end_closes_the_tunnel_with_the_exit_code()
    {
        var tunnel = await OpenAsync();
        Assert.Equal("?p=1&nodeid=n&id=t1&rauth=r", tunnel.Query);
        await TypeAsync(tunnel, "echo $((41+1))ok\n");
        await UntilAsync(tunnel, "42ok");
        await TypeAsync(tunnel, "exit 9\n");
        Assert.Equal("""{"ctrlChannel":"102938","type":"close","exit":9}""", await tunnel.TextAsync(_ => true));
        Assert.Null(await tunnel.ReceiveAsync());
        await Deadline.Until(() => agent.Terminals.Count == 0, "the shell to be forgotten");
    }

    [Fact] public async Task Size_and_round_trip_messages_are_served()
    {
        var tunnel = await OpenAsync(options: """{"type":"options","cols":101,"rows":31}""");
        await TypeAsync(tunnel, "stty size\n");
        await UntilAsync(tunnel, "31 101");
        await tunnel.SendTextAsync("""{"ctrlChannel":"102938","type":"termsize","cols":77,"rows":22}""");
        await TypeAsync(tunnel, "stty size\n");
        await UntilAsync(tunnel, "22 77");
        await tunnel.SendTextAsync("""{"ctrlChannel":102938,"type":"rtt","time":123456}""");
        Assert.Equal("""{"ctrlChannel":"102938","type":"rtt","time":123456}""", await tunnel.TextAsync(_ => true));
        await tunnel.SendTextAsync("""{"ctrlChannel":"102938","type":"ping"}""");
        Assert.Equal("""{"ctrlChannel":"102938","type":"pong"}""", await tunnel.TextAsync(_ => true));
    }

    [Fact] public async Task A_cut_tunnel_is_resumed_with_each_missed_byte_once()
    {
        var id = Guid.NewGuid();
        var first = await OpenAsync(Session(id));
        var seen = await CutWhileItPrintsAsync(first, "for i in $(seq 1 5000); do echo \"line $i\"; done");

        var second = await OpenAsync(Session(id), Resume(seen.Length));
        using var resumed = JsonDocument.Parse(await second.TextAsync(t => t.StartsWith("""{"ctrlChannel":"102938","type":"resumed",""")));
        Assert.Equal(seen.Length, resumed.RootElement.GetProperty("from").GetInt64());
        Assert.Equal(0, resumed.RootElement.GetProperty("lost").GetInt64());

        var rest = Encoding.UTF8.GetString(await UntilAsync(second, "finished\r\n"));
        var lines = rest.Split("\r\n").Where(l => l.StartsWith("line ", StringComparison.Ordinal)).ToArray();
        Assert.Equal(Enumerable.Range(1, 5000).Select(i => $"line {i}"), lines);
        Assert.Equal(1, agent.Terminals.Count);
    }

    [Fact] public async Task A_new_session_continues_the_shell_of_the_old_one()
    {
        var (old, next) = (Guid.NewGuid(), Guid.NewGuid());
        var first = await OpenAsync(Session(old));
        await TypeAsync(first, "secret=kept; echo r''eady\n");
        var seen = await UntilAsync(first, "ready\r\n");
        first.Cut();
        await Deadline.Until(() => agent.Said.Contains("broke; its shell is kept"), "the cut to be seen");

        var second = await OpenAsync($"{Session(next)},\"continues\":\"{old}\"", Resume(seen.Length));
        await second.TextAsync(t => t.Contains("resumed"));
        await TypeAsync(second, "echo =$secret=\n");
        await UntilAsync(second, "=kept=");
        Assert.Equal(1, agent.Terminals.Count);
    }

    [Fact] public async Task More_output_than_is_kept_is_said_to_be_lost()
    {
        var id = Guid.NewGuid();
        var first = await OpenAsync(Session(id));
        var seen = await CutWhileItPrintsAsync(first, "head -c 400000 /dev/zero | tr '\\0' x");

        var second = await OpenAsync(Session(id), Resume(seen.Length));
        using var resumed = JsonDocument.Parse(await second.TextAsync(t => t.Contains("resumed")));
        var (from, lost) = (resumed.RootElement.GetProperty("from").GetInt64(), resumed.RootElement.GetProperty("lost").GetInt64());
        Assert.Equal(seen.Length, from - lost);
        var rest = await UntilAsync(second, "finished\r\n");
        Assert.InRange(from + rest.Length, 400_000, 402_000);
    }

    [Fact] public async Task Close_ends_the_shell()
    {
        var tunnel = await OpenAsync(Session(Guid.NewGuid()));
        var pid = await PidAsync(tunnel);
        await tunnel.SendTextAsync("""{"ctrlChannel":"102938","type":"close"}""");
        await Deadline.Until(() => !Directory.Exists($"/proc/{pid}") && agent.Terminals.Count == 0, "the shell to end");
    }

    [Fact] public async Task Ending_the_agent_ends_its_shells()
    {
        var tunnel = await OpenAsync(Session(Guid.NewGuid()));
        var pid = await PidAsync(tunnel);
        await agent.StopAsync();
        await agent.Terminals.StopAsync();
        await Deadline.Until(() => !Directory.Exists($"/proc/{pid}"), "the shell to end");
    }

    [Fact] public async Task Two_terminals_are_two_shells()
    {
        var first = await OpenAsync(Session(Guid.NewGuid()));
        var second = await OpenAsync(Session(Guid.NewGuid()));
        await TypeAsync(first, "x=first; echo r''eady\n");
        await UntilAsync(first, "ready\r\n");
        await TypeAsync(second, "echo =${x:-none}=\n");
        await UntilAsync(second, "=none=");
        await TypeAsync(first, "echo =${x:-none}=\n");
        await UntilAsync(first, "=first=");
    }

    [Fact] public async Task Endless_output_waits_for_a_tunnel_that_does_not_read()
    {
        var tunnel = await OpenAsync(Session(Guid.NewGuid()));
        await TypeAsync(tunnel, "yes | head -c 40000000; echo fin''ished\n");
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await UntilAsync(tunnel, "y\r\ny\r\n");
        await control.SendTextAsync("""{"action":"ping"}""");
        await control.TextAsync(t => t == """{"action":"pong"}""");
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 20_000_000);
        await TypeAsync(tunnel, "\u0003");
        await UntilAsync(tunnel, "^C");
    }

    [Theory]
    [InlineData("2", "", "opened for something else")]
    [InlineData("1", """{"ctrlChannel":"102938","type":"options","shell":"/usr/bin/vim"}""", "does not offer that shell")]
    [InlineData("1", """{"ctrlChannel":"102938","type":"options","resume":77}""", "no longer there")]
    public async Task What_cannot_be_is_refused_with_a_sentence(string protocol, string options, string sentence)
    {
        var tunnel = await OpenAsync(Session(Guid.NewGuid()), options, protocol);
        Assert.Contains(sentence, await tunnel.TextAsync(t => t.StartsWith("""{"ctrlChannel":"102938","type":"console","msg":""")));
        Assert.Equal("""{"ctrlChannel":"102938","type":"close"}""", await tunnel.TextAsync(_ => true));
        Assert.Null(await tunnel.ReceiveAsync());
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(0x208u)]
    public async Task Without_the_right_there_is_no_shell(uint rights)
    {
        await control.Commands.SendAsync("tunnel", $$"""{"action":"msg","type":"tunnel","value":"*/meshrelay.ashx?id=1","usage":1,"rights":{{rights}}}""");
        var tunnel = await server.TunnelAsync();
        await tunnel.SendTextAsync("cr");
        await tunnel.SendTextAsync("1");
        Assert.Contains("You may not", await tunnel.TextAsync(_ => true));
        Assert.Equal(0, agent.Terminals.Count);
    }

    [Fact] public async Task A_tunnel_elsewhere_is_not_opened()
    {
        await AskAsync(value: $"wss://127.0.0.1:{server.Address.Port}/meshrelay.ashx?id=1");
        await Deadline.Until(() => agent.Said.Contains("not at our own server"), "the refusal");
        Assert.True(server.NoTunnel);
    }

    [Fact] public async Task Another_web_certificate_is_trusted_only_when_the_server_names_it()
    {
        server.Web = Certificates.Web();
        await AskAsync();
        await Deadline.Until(() => agent.Said.Contains("another web certificate"), "the refusal");
        Assert.True(server.NoTunnel);

        await AskAsync($",\"servertlshash\":\"{Convert.ToHexStringLower(server.WebHash)}\"");
        var tunnel = await server.TunnelAsync();
        await tunnel.SendTextAsync("c");
        await tunnel.SendTextAsync("1");
        await TypeAsync(tunnel, "echo $((41+1))ok\n");
        await UntilAsync(tunnel, "42ok");
    }
}
