using MeshEvents.Devices.Enrolment;
using MeshEvents.Devices.Presence;
using MeshEvents.Devices.Views;
using MeshEvents.Wire;
using MeshEvents.Wire.AgentHandshake;

namespace MeshEvents.Modules.Tests.Devices.Gateway;

/// <summary>Agents that come, honest and otherwise, over real sockets.</summary>
[Collection(OneServer.Name)]
public sealed class AgentGatewayTests(ServerFixture server)
{
    async Task<Bytes48> CodeAsync(TestGroup group, int? limit = null)
    {
        var code = await server.Technician.Post($"/api/groups/{group.Id}/codes", new { hours = 1, limit }).Be(HttpStatusCode.Created);
        return server.Get<MeshIdOfCode>().Of(new(code.Id));
    }

    [Fact]
    public async Task An_agent_with_a_code_becomes_a_device_of_the_codes_group()
    {
        var (group, key) = (await server.NewGroupAsync(), new AgentKey());
        await using var agent = await FakeAgent.OnlineAsync(server, key, await CodeAsync(group), "pc-by-code");
        var enrolled = Assert.IsType<DeviceEnrolled>((await server.HistoryAsync(await server.DeviceOfAsync(key)))[0].Data);
        Assert.Equal(("pc-by-code", group.Id, Platform.Linux, key.NodeIdText, "by an enrolment code"), (enrolled.Name, enrolled.GroupId.Value, enrolled.Platform, enrolled.NodeId, enrolled.How));
    }

    [Fact]
    public async Task Twenty_at_once_never_exceed_a_limited_code_and_fill_it()
    {
        const int limit = 7;
        var group = await server.NewGroupAsync();
        var code = await CodeAsync(group, limit);
        var keys = Enumerable.Range(0, 20).Select(_ => new AgentKey()).ToArray();
        var agents = await Task.WhenAll(keys.Select((k, i) => FakeAgent.ConnectAsync(server, k, code, $"racer-{i}", from: $"127.0.30.{i + 1}")));
        try
        {
            const string enrolled = "select count(*) from devices.agent_identity where (data->>'groupId')::uuid = $1";
            await Waiting.Until(async () => await server.CountAsync(enrolled, group.Id) >= limit, "the code to be used up");
            var held = 0;
            await Waiting.Until(async () =>
            {
                held = 0;
                foreach (var key in keys) if (await server.FindHeldAsync(key) is { } row) { held++; Assert.Contains("used up", row.GetProperty("reason").GetString(), StringComparison.Ordinal); }
                return held == keys.Length - limit;
            }, "the others to be held");
            Assert.Equal(limit, await server.CountAsync(enrolled, group.Id));
            Assert.Equal(limit, agents.Count(a => a.Confirmed.IsCompletedSuccessfully));
        }
        finally { foreach (var agent in agents) await agent.DisposeAsync(); }
    }

    [Fact]
    public async Task The_same_agent_twice_at_once_is_one_device()
    {
        var (group, key) = (await server.NewGroupAsync(), new AgentKey());
        var agents = await Task.WhenAll(Enumerable.Range(0, 5).Select(i => FakeAgent.ConnectAsync(server, key, group.MeshId, "twin", from: $"127.0.31.{i + 1}")));
        try
        {
            await server.DeviceOfAsync(key);
            await Waiting.Until(() => agents.Count(a => a.Closed.IsCompleted) == agents.Length - 1, "all but the newest connection to be closed");
            Assert.Equal(1, await server.DevicesOfAsync(key));
            Assert.Equal(1, await server.CountAsync("select count(*) from events.mt_events where type = 'devices.device_enrolled' and data->>'nodeId' = $1", key.NodeIdText));
        }
        finally { foreach (var agent in agents) await agent.DisposeAsync(); }
    }

    [Fact]
    public async Task An_unknown_agent_is_held_silent_and_its_fact_is_written_once()
    {
        var key = new AgentKey();
        await using var agent = await FakeAgent.ConnectAsync(server, key, Bytes48.Random(), "lost");
        var row = await server.HeldAsync(key);
        Assert.Equal(("lost", "it claims no known group"), (row.GetProperty("hostName").GetString(), row.GetProperty("reason").GetString()));
        await using var again = await FakeAgent.ConnectAsync(server, key, Bytes48.Random(), "lost");
        await Waiting.Until(async () => (await server.HeldAsync(key)).GetProperty("tries").GetInt32() == 2, "the second try to be counted");
        Assert.Equal(1, await server.CountAsync("select count(*) from events.mt_events where type = 'devices.agent_held' and data->>'nodeId' = $1", key.NodeIdText));
        Assert.False(agent.Confirmed.IsCompleted);
        Assert.Equal(0, await server.DevicesOfAsync(key));
    }

    [Fact]
    public async Task Presence_is_seen_at_once_and_so_is_a_killed_agent()
    {
        var device = await server.OnlineDeviceAsync();
        await using var live = await server.Viewer.Live();
        Assert.True(server.Get<AgentPresence>().Of(new(device.Device.Id)) is { Resumes: true });
        Assert.True((await server.Viewer.Get($"/api/devices/{device.Device.Id}").Be(HttpStatusCode.OK)).Json.GetProperty("device").GetProperty("online").GetBoolean());

        device.Agent.Cut();
        var gone = await live.Next("Presence", e => e.Json.GetProperty("deviceId").GetGuid() == device.Device.Id).Within("its going to be told", TimeSpan.FromSeconds(3));
        Assert.False(gone.Json.GetProperty("online").GetBoolean());
        await device.Agent.DisposeAsync();

        await using var back = await FakeAgent.OnlineAsync(server, device.Agent.Key, device.Device.Group.MeshId);
        var came = await live.Next("Presence", e => e.Json.GetProperty("deviceId").GetGuid() == device.Device.Id && e.Json.GetProperty("online").GetBoolean());
        Assert.Equal("127.0.0.1", came.Json.GetProperty("address").GetString());
    }

    [Fact]
    public async Task A_reconnect_replaces_the_older_socket_and_the_device_stays_online()
    {
        var (device, agent) = await server.OnlineDeviceAsync();
        await using var _ = agent;
        await using var newer = await FakeAgent.OnlineAsync(server, agent.Key, device.Group.MeshId);
        await agent.Closed.Within("the older socket to be closed");
        Assert.NotNull(server.Get<AgentPresence>().Of(new(device.Id)));
        Assert.False(newer.Closed.IsCompleted);
    }

    public static TheoryData<string, string> Names() => new()
    {
        { "nul", "a\0b" }, { "script", "<script>alert(1)</script>" }, { "turned", "\u202Etxt.exe" }, { "lines", "a\r\nb" }, { "long", new('x', 1000) }, { "blank", "   " },
        { "quotes", "'; drop table x; --" },
    };

    [Theory, MemberData(nameof(Names))]
    public async Task A_host_name_is_data(string what, string name)
    {
        Assert.NotEmpty(what);
        var key = new AgentKey();
        await using var agent = await FakeAgent.OnlineAsync(server, key, server.Group.MeshId, name);
        var kept = ((DeviceEnrolled)(await server.HistoryAsync(await server.DeviceOfAsync(key)))[0].Data).Name;
        Assert.Equal(kept, Clean.Line(kept, 64));
        Assert.NotEmpty(kept);
        if (what is "script" or "quotes") Assert.Equal(name, kept);
    }

    // the name's length is a u16: the largest that fits into it
    [Fact]
    public async Task A_host_name_of_64_KB_lets_nobody_in()
    {
        var key = new AgentKey();
        var info = AgentMessageWriter.Write(FakeAgent.Info(server.Group.MeshId, "x"));
        byte[] huge = [.. info[..^3], 0xFF, 0xFF, .. new byte[0xFFFF].Select(_ => (byte)'x')];
        await using var socket = await MessageSocket.OpenAsync(server.Address, "/agent.ashx", from: "127.0.32.4");
        await socket.SendAsync(huge);
        await socket.ClosedAsync();
        Assert.Equal(0, await server.DevicesOfAsync(key));
    }

    [Fact]
    public async Task An_agent_cannot_write_history_in_somebodys_name()
    {
        var (device, agent) = await server.OnlineDeviceAsync();
        await using var _ = agent;
        var before = await server.CountAsync("select count(*) from events.mt_events");
        await agent.SayAsync($$"""{"action":"log","msg":"Technician wiped the disk","userid":"user//technician","sessionid":"{{server.Technician.Login}}"}""");
        await agent.SayAsync("""{"action":"msg","type":"notify","value":"x","sessionid":"y","userid":"user//admin"}""");
        await agent.SayAsync("""{"action":"no such thing"}""");
        // an answer to what came after shows that these were read
        await agent.SayAsync(FakeAgent.Core(AgentCapabilities.Terminal));
        await Waiting.Until(async () => (await server.HistoryAsync(device.Id)).Any(e => e.Data is DeviceOffersChanged { Offers: [ChannelKind.Terminal] }), "the last message to be taken");
        Assert.Equal(0, await server.CountAsync("select count(*) from events.mt_events where seq_id > $1 and data::text like '%wiped%'", before));
        Assert.DoesNotContain(await server.AuditOfAsync(device.Id), l => l.By is "technician");
    }

    [Fact]
    public async Task A_browser_is_refused()
    {
        Assert.Equal(HttpStatusCode.Forbidden, await MessageSocket.Refused(server.Address, "/agent.ashx", ("Origin", server.Technician.Origin)));
        await server.Nobody().Get("/agent.ashx").Be(HttpStatusCode.UpgradeRequired);
    }

    [Fact]
    public async Task A_message_split_at_every_byte_is_the_same_message()
    {
        var key = new AgentKey();
        await using var socket = await MessageSocket.OpenAsync(server.Address, "/agent.ashx");
        var (hash, nonce) = (CertificateHashes.CertHash(socket.Web!), Bytes48.Random());
        async Task Split(byte[] bytes)
        {
            for (var i = 0; i < bytes.Length; i++) await socket.SendAsync(bytes.AsMemory(i, 1), end: i == bytes.Length - 1);
        }
        await Split(AgentMessageWriter.Write(new AuthRequest(hash, nonce)));
        Assert.Equal(Wire.Reading.Done, AgentMessageReader.Read((await socket.ReceiveAsync())!.Value.Bytes, out var challenge, out _));
        await socket.ReceiveAsync();
        await Split(AgentMessageWriter.Write(FakeAgent.Info(server.Group.MeshId, "in pieces")));
        await Split(AgentMessageWriter.Write(new AuthVerify(key.Certificate, key.Sign(SignatureInputs.AgentSignatureInput(hash, ((AuthRequest)challenge!).Nonce, nonce)))));
        Assert.Equal([0, 4], (await socket.ReceiveAsync())!.Value.Bytes);
        Assert.Equal(1, await server.DevicesOfAsync(key));
    }

    /// <summary>Every message of the handshake cut at every length: the server closes or waits, and lets nobody in.</summary>
    [Fact]
    public async Task Truncated_and_oversized_messages_let_nobody_in()
    {
        var key = new AgentKey();
        byte[][] whole =
        [
            AgentMessageWriter.Write(new AuthRequest(Bytes48.Random(), Bytes48.Random())), AgentMessageWriter.Write(FakeAgent.Info(server.Group.MeshId, "cut")),
            AgentMessageWriter.Write(new AuthVerify(key.Certificate, key.Sign([1]))),
        ];
        var bad = whole.SelectMany(m => new[] { 1, 2, 3, 4, m.Length / 2, m.Length - 1 }.Select(n => m[..n])).Concat(whole.Select(m => (byte[])[.. m, .. new byte[1000]])).ToArray();
        await Parallel.ForEachAsync(bad, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (message, _) =>
        {
            await using var socket = await MessageSocket.OpenAsync(server.Address, "/agent.ashx", from: "127.0.32.1");
            await socket.SendAsync(message);
            // what does not close by itself is closed by the next, which breaks the protocol for certain
            await socket.SendAsync(new byte[] { 0 });
            await socket.ClosedAsync();
        });
        Assert.Equal(0, await server.DevicesOfAsync(key));
    }

    [Fact]
    public async Task Random_bytes_do_no_harm()
    {
        var random = new Random(4711);
        for (var round = 0; round < 40; round++)
        {
            await using var socket = await MessageSocket.OpenAsync(server.Address, "/agent.ashx", from: "127.0.32.2");
            var bytes = new byte[random.Next(1, 300)];
            random.NextBytes(bytes);
            if (round % 3 == 0) (bytes[0], bytes[^1]) = ((byte)'{', (byte)'}');
            else if (bytes.Length > 2) (bytes[0], bytes[1]) = (0, (byte)random.Next(1, 32));
            await socket.SendAsync(bytes, text: false);
        }
        await using var good = await FakeAgent.OnlineAsync(server, new(), server.Group.MeshId);
        Assert.DoesNotContain(server.Log.Errors, e => e.Contains("AgentGateway", StringComparison.Ordinal) || e.Contains("Unhandled", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task An_endless_message_closes_before_and_after_the_handshake()
    {
        await using (var socket = await MessageSocket.OpenAsync(server.Address, "/agent.ashx", from: "127.0.32.3"))
        {
            await SendEndlessAsync(socket, most: 1 << 20);
            await socket.ClosedAsync();
        }
        var (device, agent) = await server.OnlineDeviceAsync();
        await SendEndlessAsync(agent.Socket, most: 100 << 20);
        await agent.Closed.Within("the server to close");
        await agent.DisposeAsync();
        await Waiting.Until(() => server.Get<AgentPresence>().Of(new(device.Id)) is null, "the device to be offline");
    }

    static async Task SendEndlessAsync(MessageSocket socket, int most)
    {
        var chunk = new byte[64 << 10];
        chunk.AsSpan().Fill((byte)' ');
        try
        {
            await socket.SendAsync("{\"action\":\""u8.ToArray(), end: false);
            for (var sent = 0; sent < most; sent += chunk.Length) await socket.SendAsync(chunk, end: false);
        }
        catch (Exception e) when (e is System.Net.WebSockets.WebSocketException or IOException or ObjectDisposedException) { return; }
    }

    [Fact]
    public async Task Half_open_sockets_from_one_address_are_limited()
    {
        const int most = 200, tried = 300;
        var open = new List<MessageSocket>();
        var refused = 0;
        try
        {
            for (var i = 0; i < tried; i++)
            {
                try { open.Add(await MessageSocket.OpenAsync(server.Address, "/agent.ashx", from: "127.0.33.1")); }
                catch (System.Net.WebSockets.WebSocketException e) when (e.Data["status"] is HttpStatusCode.TooManyRequests) { refused++; }
            }
            Assert.Equal((most, tried - most), (open.Count, refused));
            await using var elsewhere = await FakeAgent.OnlineAsync(server, new(), server.Group.MeshId, from: "127.0.33.2");
        }
        finally { foreach (var socket in open) await socket.DisposeAsync(); }
        // what went is forgotten
        await Waiting.Until(async () =>
        {
            try { await using var again = await MessageSocket.OpenAsync(server.Address, "/agent.ashx", from: "127.0.33.1"); return true; }
            catch (System.Net.WebSockets.WebSocketException) { return false; }
        }, "the address to be let in again");
    }

    [Fact]
    public async Task What_it_reports_is_shown_and_only_differences_are_facts()
    {
        var (device, agent) = await server.OnlineDeviceAsync();
        await using var _ = agent;
        for (var i = 0; i < 3; i++)
            await agent.SayAsync("""{"action":"netinfo","netif2":{"eth0":[{"address":"192.0.2.77","family":"IPv4","mac":"00:11:22:33:44:55","status":"up"}]}}""");
        await agent.SayAsync(FakeAgent.Core(AgentCapabilities.Files));
        await Waiting.Until(async () => (await server.HistoryAsync(device.Id)).Any(e => e.Data is DeviceOffersChanged { Offers: [ChannelKind.Files] }), "the last report to be taken");
        var history = await server.HistoryAsync(device.Id);
        Assert.Single(history, e => e.Data is InventoryReported r && r.Changes.ContainsKey("network.eth0.mac"));
        await server.SettledAsync(history[^1].Sequence);
        var page = (await server.Viewer.Get($"/api/devices/{device.Id}").Be(HttpStatusCode.OK)).Json;
        var port = Assert.Single(page.GetProperty("network").EnumerateArray());
        Assert.Equal(("eth0", "00:11:22:33:44:55", true), (port.GetProperty("name").GetString(), port.GetProperty("mac").GetString(), port.GetProperty("up").GetBoolean()));
        var found = await server.Viewer.Get($"/api/devices?q=192.0.2.77&groupId={device.Group.Id}").Be(HttpStatusCode.OK);
        Assert.Contains(found.Json.GetProperty("rows").EnumerateArray(), r => r.GetProperty("id").GetGuid() == device.Id);
    }
}
