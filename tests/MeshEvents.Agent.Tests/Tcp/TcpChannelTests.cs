using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text;
using MeshEvents.Agent.Tests.Support;

namespace MeshEvents.Agent.Tests.Tcp;

/// <summary>A TCP connection from the device through a tunnel, from the specification's side (spec/relay.md 7).</summary>
[SupportedOSPlatform("linux")]
public sealed class TcpChannelTests : IAsyncLifetime
{
    readonly TcpListener target = new(IPAddress.Loopback, 0);
    SpecServer server = null!;
    AgentUnderTest agent = null!;
    Peer control = null!;

    int Port => ((IPEndPoint)target.LocalEndpoint).Port;

    public async Task InitializeAsync()
    {
        target.Start();
        server = await SpecServer.StartAsync();
        agent = AgentUnderTest.Start(server);
        (control, _) = await server.AuthenticatedAsync();
    }

    public async Task DisposeAsync()
    {
        target.Stop();
        await agent.DisposeAsync();
        await server.DisposeAsync();
    }

    async Task<Peer> OpenAsync(string where, uint rights = 0x200000)
    {
        await control.Commands.SendAsync("tunnel", $$"""{"action":"msg","type":"tunnel","value":"*/meshrelay.ashx?p=14&nodeid=n&id=t&rauth=r","usage":14,"rights":{{rights}},{{where}}}""");
        var tunnel = await server.TunnelAsync();
        await tunnel.SendTextAsync("c");
        return tunnel;
    }

    static async Task<string> ReadAsync(Stream stream, int count)
    {
        var bytes = new byte[count];
        await Deadline.Within(stream.ReadExactlyAsync(bytes).AsTask(), "the target to be sent something");
        return Encoding.UTF8.GetString(bytes);
    }

    [Fact] public async Task Bytes_go_both_ways_text_goes_nowhere_and_each_direction_ends_by_itself()
    {
        var tunnel = await OpenAsync($"\"tcpport\":{Port}");
        using var client = await Deadline.Within(target.AcceptTcpClientAsync(), "the agent to connect");
        var stream = client.GetStream();
        await tunnel.SendAsync("one "u8.ToArray());
        await tunnel.SendTextAsync("""{"ctrlChannel":"102938","type":"ping"}""");
        await tunnel.SendTextAsync("no payload");
        await tunnel.SendAsync("two"u8.ToArray());
        Assert.Equal("one two", await ReadAsync(stream, 7));
        Assert.Contains("\"pong\"", await tunnel.TextAsync(t => t.Contains("pong")));

        await tunnel.SendTextAsync("""{"ctrlChannel":"102938","type":"eof"}""");
        Assert.Equal(0, await Deadline.Within(stream.ReadAsync(new byte[1]).AsTask(), "the end of the stream"));
        await stream.WriteAsync("still here"u8.ToArray());
        Assert.Equal("still here", Encoding.UTF8.GetString(await tunnel.BinaryAsync()));
        client.Close();
        await tunnel.TextAsync(t => t.Contains("\"eof\""));
        await tunnel.TextAsync(t => t.Contains("\"close\""));
    }

    [Fact] public async Task A_tunnel_that_breaks_resets_the_target()
    {
        var tunnel = await OpenAsync($"\"tcpport\":{Port},\"tcpaddr\":\"localhost\"");
        using var client = await Deadline.Within(target.AcceptTcpClientAsync(), "the agent to connect");
        await tunnel.SendAsync("half"u8.ToArray());
        Assert.Equal("half", await ReadAsync(client.GetStream(), 4));
        tunnel.Cut();
        var broken = await Assert.ThrowsAsync<IOException>(() => Deadline.Within(client.GetStream().ReadAsync(new byte[1]).AsTask(), "the reset"));
        Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(broken.InnerException).SocketErrorCode);
    }

    [Theory]
    [InlineData("\"tcpport\":80,\"tcpaddr\":\"169.254.169.254\"", 0x200000u, "The policy of this device does not allow 169.254.169.254:80.")]
    [InlineData("\"tcpport\":80,\"tcpaddr\":\"fe80::1\"", 0x200000u, "The policy of this device does not allow [fe80::1]:80.")]
    [InlineData("\"tcpport\":80,\"tcpaddr\":\"no-such-host.invalid\"", 0x200000u, "The device knows no address of no-such-host.invalid:80.")]
    [InlineData("\"tcpport\":80", 0x8u, "You may not reach ports of this device.")]
    public async Task What_may_not_be_or_is_not_there_is_said_in_words(string where, uint rights, string sentence)
    {
        var tunnel = await OpenAsync(where, rights);
        Assert.Contains(sentence, await tunnel.TextAsync(t => t.Contains("console")));
        await tunnel.TextAsync(t => t.Contains("\"close\""));
    }

    [Fact] public async Task A_target_that_does_not_read_stops_the_sender()
    {
        var tunnel = await OpenAsync($"\"tcpport\":{Port}");
        using var client = await Deadline.Within(target.AcceptTcpClientAsync(), "the agent to connect");
        var (sent, piece, stalled) = (0L, new byte[200_000], false);
        while (!stalled && sent < 1_000_000_000)
        {
            sent += piece.Length;
            try { await tunnel.SendAsync(piece).WaitAsync(TimeSpan.FromSeconds(2)); }
            catch (TimeoutException) { stalled = true; }
        }
        Assert.True(stalled, "all of it was taken");
        Assert.InRange(sent, 1, 100_000_000);
    }
}
