using System.Text;
using FsCheck;
using FsCheck.Fluent;
using MeshEvents.Wire.Relay;

namespace MeshEvents.Wire.Tests.Relay;

public sealed class RelayTests
{
    static readonly RelayControl[] Samples =
    [
        new RelayOptions(80, 25, "/bin/bash", 4096), new RelayOptions(), new RelayOptions(Acks: true), new RelayAck(123456789012), new RelayTermSize(120, 40), new RelayClose(), new RelayClose(-1), new RelayClose(ByPerson: true), new RelayConsent(RelayConsentState.Asked, 30), new RelayConsent(RelayConsentState.TimedOut), new RelayClipboard("a\n\u2192"), new RelayClipboardWanted(true), new RelayClipboardWanted(false), new RelayAutoLock(true), new RelayAutoLock(false), new RelayDisplay(2, "HDMI-1", true), new RelayDisplay(65534, "", false),
        new RelayPing(), new RelayPong(), new RelayEndOfStream(),
        new RelayRtt(1234.5), new RelayConsole("No shell like that."), new RelayConsole(null, 0), new RelayConsole("Soon gone.", Timeout: 8000), new RelayResumed(70000, 12), new RelayOther("metadata"),
    ];

    static Reading Read(string text, bool inStart, out RelayControl? control) =>
        RelayControlReader.Read(Encoding.UTF8.GetBytes(text), inStart, out control, out _);

    [Fact] public void Every_control_message_has_the_prefix_meshctrl_looks_for_and_comes_back()
    {
        foreach (var sample in Samples)
        {
            var bytes = RelayControlWriter.Write(sample);
            Assert.StartsWith("{\"ctrlChannel\":\"102938\",\"type\":\"", Encoding.UTF8.GetString(bytes));
            Assert.Equal(Reading.Done, RelayControlReader.Read(bytes, inStart: false, out var back, out _));
            Assert.Equal(sample, back);
            for (var length = 0; length < bytes.Length; length++)
                Assert.Equal(Reading.Broken, RelayControlReader.Read(bytes.AsMemory(0, length), inStart: false, out _, out _));
        }
    }

    [Fact] public void Members_stand_in_the_order_of_the_specification() =>
        Assert.Equal("""{"ctrlChannel":"102938","type":"resumed","from":5,"lost":0}""", Encoding.UTF8.GetString(RelayControlWriter.Write(new RelayResumed(5, 0))));

    [Fact] public void Browser_options_need_no_channel_before_the_protocol_number()
    {
        Assert.Equal(Reading.Done, Read("""{"type":"options","cols":80,"rows":25,"consent":0}""", true, out var options));
        Assert.Equal(new RelayOptions(80, 25), options);
        Assert.Equal(Reading.Done, Read("""{"cols":80}""", true, out options));
        Assert.Equal(new RelayOptions(80), options);
        Assert.Equal(Reading.Unknown, Read("""{"type":"termsize","cols":80,"rows":25}""", false, out _));
    }

    [Fact] public void A_clipboard_has_its_own_limit_and_nothing_else_is_as_long()
    {
        var longest = new RelayClipboard(new('ß', RelayControlReader.ClipboardLimit));
        Assert.Equal(Reading.Done, RelayControlReader.Read(RelayControlWriter.Write(longest), inStart: false, out var back, out _));
        Assert.Equal(longest, back);
        Assert.Equal(Reading.Broken, RelayControlReader.Read(RelayControlWriter.Write(new RelayClipboard(longest.Text + "x")), inStart: false, out _, out _));
        Assert.Equal(Reading.Broken, RelayControlReader.Read(RelayControlWriter.Write(longest), inStart: true, out _, out _));
        Assert.Equal(Reading.Broken, RelayControlReader.Read(RelayControlWriter.Write(new RelayConsole(longest.Text)), inStart: false, out _, out _));
    }

    [Fact] public void The_channel_may_be_a_number() => Assert.Equal(Reading.Done, Read("""{"type":"ping","ctrlChannel":102938}""", false, out _));

    [Theory]
    [InlineData("""{"ctrlChannel":"102938","type":"termsize","cols":0,"rows":25}""")]
    [InlineData("""{"ctrlChannel":"102938","type":"termsize","cols":100000,"rows":25}""")]
    [InlineData("""{"ctrlChannel":"102938","type":"termsize"}""")]
    [InlineData("""{"ctrlChannel":"102938","type":"rtt"}""")]
    [InlineData("""{"ctrlChannel":"102938","type":"display","name":"HDMI-1"}""")]
    [InlineData("""{"ctrlChannel":"102938","type":"display","id":65536}""")]
    [InlineData("1")]
    public void Members_out_of_range_are_broken(string text) => Assert.Equal(Reading.Broken, Read(text, false, out _));

    [Fact] public void Noise_never_throws()
    {
        var inputs = Some.Noise(13, 20_000, [.. Samples.Select(RelayControlWriter.Write)]);
        Assert.InRange(inputs.Count(i => RelayControlReader.Read(i, i.Length % 2 == 0, out _, out _) == Reading.Done), 100, 19_900);
    }

    [Fact] public void Addresses_of_both_sides_come_back()
    {
        var user = new RelayUrl("t1", 1, "node//a@b$", Browser: true, Auth: "tick-et_1");
        var device = new RelayUrl("t1", 1, "node//a@b$", RAuth: "r.1");
        Assert.Equal("/meshrelay.ashx?browser=1&p=1&nodeid=node%2F%2Fa%40b%24&id=t1&auth=tick-et_1", user.ToPathAndQuery());
        Assert.Equal("*/lab/meshrelay.ashx?p=1&nodeid=node%2F%2Fa%40b%24&id=t1&rauth=r.1", device.ToTunnelValue("lab"));
        foreach (var url in (RelayUrl[])[user, device])
        {
            Assert.True(RelayUrl.TryParse(url.ToPathAndQuery().Split('?')[1], out var back, out _));
            Assert.Equal(url, back);
        }
    }

    [Fact] public void Any_printable_values_come_back() =>
        FsCheck.Check.QuickThrowOnFailure(Prop.ForAll(ArbMap.Default.ArbFor<(NonNull<string> Id, NonNull<string> Ticket, ushort Protocol, bool Browser)>(), t =>
        {
            var url = new RelayUrl("i" + Printable(t.Id.Get), t.Protocol, Printable(t.Ticket.Get), t.Browser, RAuth: "t" + Printable(t.Ticket.Get));
            return RelayUrl.TryParse(url.ToPathAndQuery("a b").Split('?', 2)[1], out var back, out _) && url == back;
        }));

    static string Printable(string text) => new([.. text.Where(c => c is > ' ' and <= '~').Take(200)]);

    [Theory]
    [InlineData("?p=1")]
    [InlineData("?id=a&p=-1")]
    [InlineData("?id=a&p=99999")]
    [InlineData("?id=a%0Ab")]
    [InlineData("?id=a&nodeid=%00")]
    public void Wrong_addresses_are_refused(string query)
    {
        Assert.False(RelayUrl.TryParse(query, out _, out var reason));
        Assert.NotEmpty(reason);
    }

    [Fact] public void Long_addresses_are_refused()
    {
        Assert.False(RelayUrl.TryParse("id=" + new string('a', RelayUrl.IdLimit + 1), out _, out _));
        Assert.False(RelayUrl.TryParse("id=a&x=" + new string('a', RelayUrl.QueryLimit), out _, out _));
        Assert.False(RelayUrl.TryParse("id=a&" + string.Join('&', Enumerable.Range(0, 100).Select(i => $"x{i}=1")), out _, out _));
    }

    [Theory]
    [InlineData("*/meshrelay.ashx?id=a@b$", "wss://mesh.example.org:8443/meshrelay.ashx?id=a%40b%24")]
    [InlineData("*/lab/meshrelay.ashx?id=a", "wss://mesh.example.org:8443/lab/meshrelay.ashx?id=a")]
    [InlineData("wss://evil.example/meshrelay.ashx", null)]
    [InlineData("*.evil.example/", null)]
    [InlineData("*:1/", null)]
    [InlineData("", null)]
    public void A_tunnel_goes_to_the_agents_own_server_only(string value, string? expected)
    {
        Assert.Equal(expected is not null, RelayUrl.TryResolve(new("wss://mesh.example.org:8443/agent.ashx"), value, out var address));
        if (expected is not null) Assert.Equal(expected, address!.AbsoluteUri);
    }
}
