using System.Text;
using System.Text.Json;
using MeshEvents.Wire.ControlMessages;

namespace MeshEvents.Wire.Tests.ControlMessages;

public sealed class ControlMessageTests
{
    const int Limit = 64 * 1024;

    static Reading Read(string json, out ControlMessage? message, out string reason) =>
        ControlMessageReader.Read(Encoding.UTF8.GetBytes(json), Limit, out message, out reason);

    static T Read<T>(string json)
    {
        Assert.Equal(Reading.Done, Read(json, out var message, out _));
        return Assert.IsType<T>(message);
    }

    static string Write(ControlMessage message) => Encoding.UTF8.GetString(ControlMessageWriter.Write(message));

    static readonly OpenTunnel Tunnel = new("*/meshrelay.ashx?p=1&id=a", 1, Rights: uint.MaxValue, UserName: "Zoë",
        Session: Guid.Parse("0195d3a0-0000-7000-8000-000000000001"), Continues: Guid.Parse("0195d3a0-0000-7000-8000-000000000002"),
        Consent: 0x48, RealName: "Zoë Z.", Options: new(ConsentTimeout: 30), Reason: "ticket 17");

    static ControlMessage[] Samples =>
    [
        new Ping(), new Pong(), new SysInfoCheck(), new SysInfoRequest("ab"), new SysInfoRequest((string?)null), new AgentName("pc"), Tunnel,
        new CoreInfo("MeshEvents Agent 0.1.0", 2, "Debian", true, 1700000000000, ["root"], new("0.1.0", ["terminal"], ["/bin/bash"], Consent: 0x48)),
        new NetInfo(new Dictionary<string, IReadOnlyList<NetworkAddress>> { ["eth0"] = [new("10.0.0.2", "IPv4", "255.0.0.0", "02:00:00:00:00:01", "ethernet", "up", Speed: 1000)] }),
        new SysInfo(new(JsonDocument.Parse("""{"cpu":{"cores":2}}""").RootElement, "cd")),
        new CommandKey([1], [2, 3], [4], 1700000000000, [5]), new SignedCommand([1, 2], [3]), new CommandsRunning([]), new CommandsRunning([Guid.Parse("0195d3a0-0000-7000-8000-000000000001")]),
        new CommandPiece(Guid.Parse("0195d3a0-0000-7000-8000-000000000001"), 7, true, [0, 255]), new CommandTaken(Guid.Parse("0195d3a0-0000-7000-8000-000000000001"), CommandTaken.End),
        new CommandEnded(Guid.Parse("0195d3a0-0000-7000-8000-000000000001"), CommandEnded.Failed, "No.", JsonDocument.Parse("""{"exit":1}""").RootElement),
        new JournalLines(1, ["a", "b"], 2, "ff"), new JournalKept(0),
    ];

    [Fact] public void Every_message_comes_back_as_it_was_written()
    {
        foreach (var sample in Samples)
        {
            Assert.Equal(Reading.Done, Read(Write(sample), out var back, out _));
            Assert.Equal(Write(sample), Write(back!));
        }
    }

    [Fact] public void Action_stands_first_and_missing_members_are_left_out()
    {
        Assert.Equal("""{"action":"ping"}""", Write(new Ping()));
        Assert.Equal("""{"action":"sysinfo"}""", Write(new SysInfoRequest((string?)null)));
        Assert.StartsWith("""{"action":"msg","type":"tunnel","value":"*/meshrelay.ashx?p=1&id=a","usage":1,"rights":4294967295""", Write(Tunnel));
    }

    [Fact] public void Core_information_of_a_stock_agent_has_no_part_of_ours()
    {
        var info = Read<CoreInfo>("""{"action":"coreinfo","value":"MeshAgent","caps":13,"osdesc":"Windows 11","root":true,"users":["PC\\a",7,"PC\\b"],"av":[{"x":1}],"lastbootuptime":1.7e12,"wsc":null}""");
        Assert.Equal((13u, "Windows 11", true, 1700000000000), (info.Caps, info.OsDescription, info.Root, info.LastBootUpTime));
        Assert.Equal(["PC\\a", "PC\\b"], info.Users);
        Assert.Null(info.MeshEvents);
    }

    [Theory]
    [InlineData("""{"action":"coreinfo","value":5,"caps":-1,"users":"root","lastbootuptime":1e300,"meshevents":[]}""")]
    [InlineData("""{"action":"coreinfo","caps":99999999999}""")]
    public void Members_of_a_wrong_type_count_as_missing(string json)
    {
        var info = Read<CoreInfo>(json);
        Assert.Equal(("", 0u, null), (info.Value, info.Caps, info.Users));
    }

    [Fact] public void Texts_and_lists_are_cut()
    {
        var many = string.Join(',', Enumerable.Repeat($"\"{new string('u', 300)}\"", 400));
        var users = ControlMessageReader.Read(Encoding.UTF8.GetBytes($$"""{"action":"coreinfo","users":[{{many}}]}"""), 1 << 20, out var message, out _) == Reading.Done ? ((CoreInfo)message!).Users! : [];
        Assert.Equal(TextLimits.Users, users.Count);
        Assert.All(users, u => Assert.Equal(TextLimits.Name, u.Length));
    }

    [Fact] public void A_cut_never_splits_a_character_of_two_units()
    {
        var name = new string('x', TextLimits.Name - 1) + "😀";
        Assert.Equal(new string('x', TextLimits.Name - 1), Read<AgentName>($$"""{"action":"agentName","value":"{{name}}"}""").Value);
    }

    [Fact] public void A_text_that_is_no_text_becomes_one_replacement_character() =>
        Assert.Equal("\uFFFD", Read<AgentName>("""{"action":"agentName","value":"a\ud800b"}""").Value);

    [Fact] public void Session_of_a_stock_server_is_missing_not_wrong()
    {
        var tunnel = Read<OpenTunnel>("""{"action":"msg","type":"tunnel","value":"*/meshrelay.ashx?id=1","usage":2,"rights":4294967295,"sessionid":"user//a/1","session":"no guid","soptions":{"x":1}}""");
        Assert.Equal((2, uint.MaxValue, null, null), (tunnel.Usage, tunnel.Rights, tunnel.Session, tunnel.Continues));
        Assert.Equal((0u, null), (tunnel.Consent, tunnel.Options?.ConsentTimeout));
    }

    [Fact] public void Consent_of_a_tunnel_is_read_as_MeshCentral_writes_it()
    {
        var tunnel = Read<OpenTunnel>("""{"action":"msg","type":"tunnel","value":"*/meshrelay.ashx?id=1","consent":72,"realname":"Zoë","soptions":{"consentTitle":"x","consentTimeout":20}}""");
        Assert.Equal((ConsentBits.AskDesktop | ConsentBits.Bar, "Zoë", 20), ((ConsentBits)tunnel.Consent, tunnel.RealName, tunnel.Options!.ConsentTimeout));
        Assert.Null(Read<OpenTunnel>("""{"action":"msg","type":"tunnel","value":"*/m","soptions":{"consentTimeout":-1}}""").Options!.ConsentTimeout);
    }

    [Theory]
    [InlineData("""{"action":"battery","level":5}""", "battery")]
    [InlineData("""{"action":"msg","type":"console","value":"help"}""", "msg")]
    public void An_unheard_action_is_unknown_and_named(string json, string action)
    {
        Assert.Equal(Reading.Unknown, Read(json, out _, out var reason));
        Assert.Equal(action, reason);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"action":7}""")]
    [InlineData("""{"action":"ping"} x""")]
    [InlineData("""{"action":"agentName"}""")]
    [InlineData("""{"action":"netinfo","netif2":[]}""")]
    [InlineData("""{"action":"sysinfo","data":{"hash":"x"}}""")]
    [InlineData("""{"action":"msg","type":"tunnel"}""")]
    [InlineData("""{"\ud800":1,"action":"ping"}""")]
    public void Broken_messages_have_a_reason(string json)
    {
        var reading = Read(json, out _, out var reason);
        Assert.True(reading == Reading.Broken || json.Contains("ud800"), json);
        Assert.True(reading == Reading.Done || reason != "");
    }

    [Fact] public void Depth_and_size_are_limited()
    {
        Assert.Equal(Reading.Broken, Read("""{"action":"ping","x":""" + new string('[', 40) + new string(']', 40) + "}", out _, out _));
        Assert.Equal(Reading.Broken, Read("""{"action":"ping"}""" + new string(' ', Limit), out _, out _));
    }

    [Fact] public void A_message_cut_anywhere_is_broken()
    {
        foreach (var whole in Samples.Select(ControlMessageWriter.Write))
            for (var length = 0; length < whole.Length; length++)
                Assert.Equal(Reading.Broken, ControlMessageReader.Read(whole.AsMemory(0, length), Limit, out _, out _));
    }

    [Fact] public void Noise_never_throws()
    {
        var done = Some.Noise(11, 20_000, [.. Samples.Select(ControlMessageWriter.Write)])
            .Count(input => ControlMessageReader.Read(input, Limit, out _, out _) == Reading.Done);
        Assert.InRange(done, 100, 19_900);
    }
}
