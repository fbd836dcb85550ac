using System.Buffers.Binary;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using MeshEvents.Agent.Connection;
using MeshEvents.Agent.Platform;
using MeshEvents.Agent.Tests.Support;

namespace MeshEvents.Agent.Tests.Connection;

/// <summary>The agent against a server that was written from the specification alone, over real TLS.</summary>
public sealed class HandshakeOverTlsTests
{
    [Fact] public async Task First_connection_is_made_in_the_order_of_the_specification()
    {
        await using var server = await SpecServer.StartAsync();
        await using var agent = AgentUnderTest.Start(server, "agentName=front desk\r\n");
        var (peer, seen) = await server.AuthenticatedAsync();

        Assert.Equal([30, 31, 5, 1, 2, 3], seen.Numbers);
        Assert.Equal(server.WebHash, seen.WebHash);
        Assert.Equal("""{"action":"agentName","value":"front desk"}""", seen.Name);
        Assert.Equal(Machine.Current.AgentId, BinaryPrimitives.ReadUInt32BigEndian(seen.Info.AsSpan(6)));
        Assert.Equal(AgentUnderTest.GroupHex, Convert.ToHexString(seen.Info.AsSpan(18, 48)));
        // terminal, files, signed commands; a desktop only where a display runs, as beside other tests
        Assert.Equal(0x01000006u, BinaryPrimitives.ReadUInt32BigEndian(seen.Info.AsSpan(66)) & ~1u);
        Assert.Equal(Environment.MachineName, seen.HostName);

        using var core = JsonDocument.Parse(await peer.TextAsync(t => t.Contains("coreinfo")));
        Assert.Equal(0x01000006, core.RootElement.GetProperty("caps").GetInt32() & ~1);
        Assert.Contains("terminal-resume", core.RootElement.GetProperty("meshevents").GetProperty("features").EnumerateArray().Select(f => f.GetString()));
        Assert.Contains("files-resume", core.RootElement.GetProperty("meshevents").GetProperty("features").EnumerateArray().Select(f => f.GetString()));
        Assert.Equal("/bin/bash", core.RootElement.GetProperty("meshevents").GetProperty("shells")[0].GetString());
        Assert.InRange(core.RootElement.GetProperty("lastbootuptime").GetInt64(), 1_000_000_000_000, 9_000_000_000_000);
    }

    [Fact] public async Task Second_connection_trusts_the_known_web_certificate()
    {
        await using var server = await SpecServer.StartAsync();
        await using var agent = AgentUnderTest.Start(server);
        var (peer, first) = await server.AuthenticatedAsync();
        await peer.TextAsync(t => t.Contains("coreinfo"));
        peer.Cut();

        var (_, second) = await server.AuthenticatedAsync();
        Assert.Equal([30, 31, 5, 4, 1, 3, 2], second.Numbers);
        Assert.Equal(first.NodeId, second.NodeId);
        Assert.NotEqual(first.AgentNonce, second.AgentNonce);
    }

    [Fact] public async Task A_server_with_another_key_never_learns_who_the_agent_is()
    {
        await using var server = await SpecServer.StartAsync();
        await using var agent = AgentUnderTest.Start(server);
        var peer = await server.AgentAsync();
        var seen = new SpecHandshake();
        await seen.UntilRequestAsync(peer);
        await peer.SendAsync(seen.Challenge());
        await peer.SendAsync(seen.Proof(Certificates.OtherAgentServer));
        await peer.SendAsync(0, 4);
        await peer.SendTextAsync("""{"action":"ping"}""");
        await peer.CloseOutputAsync();
        while (await seen.TakeAsync(peer)) { }

        Assert.Equal([30, 31, 5, 1, 2], seen.Numbers);
        Assert.Null(seen.Name);
        Assert.Contains("not the server of the settings", agent.Said);
    }

    [Fact] public async Task Another_web_certificate_than_the_agent_sees_is_not_signed_for()
    {
        await using var server = await SpecServer.StartAsync();
        await using var agent = AgentUnderTest.Start(server);
        var peer = await server.AgentAsync();
        var seen = new SpecHandshake();
        await seen.UntilRequestAsync(peer);
        var challenge = seen.Challenge();
        challenge[2] ^= 1;
        await peer.SendAsync(challenge);
        await peer.SendAsync(seen.Proof(Certificates.AgentServer));
        await peer.CloseOutputAsync();
        while (await seen.TakeAsync(peer)) { }

        Assert.Equal([30, 31, 5, 1], seen.Numbers);
    }

    [Fact] public async Task A_connection_that_failed_is_held_and_tried_again_late()
    {
        var time = new ManualTime();
        await using var server = await SpecServer.StartAsync();
        await using var agent = AgentUnderTest.Start(server, time: time);
        var peer = await server.AgentAsync();
        var seen = new SpecHandshake();
        await seen.UntilRequestAsync(peer);
        await peer.SendAsync(seen.Challenge());
        await peer.SendAsync(seen.Proof(Certificates.OtherAgentServer));
        await Deadline.Until(() => agent.Said.Contains("not the server of the settings") && time.Waiting == 1, "the refusal");

        time.Advance(ControlChannel.HoldTime);
        while (await seen.TakeAsync(peer)) { }
        await peer.CloseOutputAsync();
        await Deadline.Until(() => agent.Said.Contains("Next attempt in") && time.Waiting == 1, "the wait for the next attempt");
        time.Advance(TimeSpan.FromSeconds(2));
        var (_, again) = await server.AuthenticatedAsync();
        Assert.True(again.Verified && !again.Cached);
    }

    [Fact] public async Task Messages_may_come_in_frames_of_one_byte()
    {
        await using var server = await SpecServer.StartAsync();
        await using var agent = AgentUnderTest.Start(server);
        var peer = await server.AgentAsync();
        var seen = new SpecHandshake();
        await seen.UntilRequestAsync(peer);
        foreach (var message in (byte[][])[seen.Challenge(), seen.Proof(Certificates.AgentServer)])
            for (var i = 0; i < message.Length; i++) await peer.SendPartAsync(message.AsMemory(i, 1), last: i == message.Length - 1);
        while (!seen.Verified || seen.Info.Length == 0) await seen.TakeAsync(peer);
        await peer.SendPartAsync(new byte[] { 0 }, last: false);
        await peer.SendPartAsync(new byte[] { 4 }, last: true);

        Assert.Contains("MeshEvents Agent", await peer.TextAsync(t => t.Contains("coreinfo")));
    }

    [Fact] public async Task Questions_of_the_server_are_answered()
    {
        await using var server = await SpecServer.StartAsync();
        await using var agent = AgentUnderTest.Start(server);
        var (peer, _) = await server.AuthenticatedAsync();
        await peer.SendAsync(0, 11, 0, 7);
        Assert.Equal([0, 11, 0, 7, .. new byte[48]], await peer.BinaryAsync());
        await peer.SendAsync(0, 12, 0, 0);
        Assert.Equal([0, 12, 0, 0, .. new byte[48]], await peer.BinaryAsync());

        await peer.SendAsync(0, 16, 0, 0);
        await peer.SendAsync(0, 13, 0, 0);
        await peer.SendAsync(0x03, 0xE8, 1, 2);
        await peer.SendTextAsync("""{"action":"nobody knows"}""");
        await peer.SendTextAsync("{broken");
        await peer.SendAsync(Encoding.UTF8.GetBytes("""{"action":"ping"}"""));
        Assert.Equal("""{"action":"pong"}""", await peer.TextAsync(t => t.Contains("\"p")  && !t.Contains("coreinfo") && !t.Contains("netinfo")));
    }

    [Fact] public async Task Hardware_is_sent_once_and_not_to_a_server_that_has_it()
    {
        await using var server = await SpecServer.StartAsync();
        await using var agent = AgentUnderTest.Start(server);
        var (peer, _) = await server.AuthenticatedAsync();
        await peer.TextAsync(t => t == """{"action":"sysinfocheck"}""");
        await peer.SendTextAsync("""{"action":"sysinfo","hash":"old"}""");
        using var system = JsonDocument.Parse(await peer.TextAsync(t => t.StartsWith("""{"action":"sysinfo","data""")));
        var data = system.RootElement.GetProperty("data");
        Assert.InRange(data.GetProperty("hardware").GetProperty("memoryBytes").GetInt64(), 1L << 27, 1L << 50);
        Assert.InRange(data.GetProperty("hardware").GetProperty("cpu").GetProperty("threads").GetInt32(), 1, 4096);

        await peer.SendTextAsync($$"""{"action":"sysinfo","hash":"{{data.GetProperty("hash").GetString()}}"}""");
        await peer.SendTextAsync("""{"action":"ping"}""");
        await peer.CloseOutputAsync();
        while (await peer.ReceiveAsync() is { } message) Assert.DoesNotContain("hardware", Encoding.UTF8.GetString(message.Bytes));
    }

    [Fact] public async Task A_hundred_megabytes_of_text_end_the_connection_and_the_agent_comes_back()
    {
        await using var server = await SpecServer.StartAsync();
        await using var agent = AgentUnderTest.Start(server);
        var (peer, _) = await server.AuthenticatedAsync();
        var megabyte = new byte[1024 * 1024];
        Array.Fill(megabyte, (byte)' ');
        megabyte[0] = (byte)'{';
        var sent = 0;
        try
        {
            for (; sent < 100; sent++) await peer.SendPartAsync(megabyte, last: sent == 99, text: true);
        }
        catch (Exception e) when (e is WebSocketException or IOException or OperationCanceledException)
        {
            Assert.InRange(sent, 4, 99);
        }
        while (await peer.ReceiveAsync() is not null) { }

        var (_, again) = await server.AuthenticatedAsync();
        Assert.True(again.Verified);
        Assert.Contains("more than 4194304 bytes", agent.Said);
    }

    [Fact] public async Task A_message_before_authentication_may_have_64_KB_only()
    {
        await using var server = await SpecServer.StartAsync();
        await using var agent = AgentUnderTest.Start(server);
        var peer = await server.AgentAsync();
        await peer.SendAsync(new byte[64 * 1024 + 1]);
        while (await peer.ReceiveAsync() is not null) { }
        Assert.Equal(WebSocketCloseStatus.MessageTooBig, peer.CloseStatus);
    }

    [Fact] public async Task Stopping_says_goodbye()
    {
        await using var server = await SpecServer.StartAsync();
        await using var agent = AgentUnderTest.Start(server);
        var (peer, _) = await server.AuthenticatedAsync();
        await peer.TextAsync(t => t.Contains("netinfo"));
        var stopping = agent.StopAsync();
        while (await peer.ReceiveAsync() is not null) { }
        await stopping;
        Assert.Equal(WebSocketCloseStatus.NormalClosure, peer.CloseStatus);
    }
}
