using System.Diagnostics;
using System.Net.WebSockets;
using MeshEvents.Wire.Relay;

namespace MeshEvents.Bench.Figures;

/// <summary>
/// The real agent beside the real server. From the click (POST /api/sessions) to the first bytes of the shell, and from a key to its echo by the terminal, both through
/// relay and TLS. Baseline of the echo: a bare TLS WebSocket that sends back.
/// </summary>
static class ClickToPrompt
{
    const string Shell = "/bin/sh";

    public static async Task RunAsync(Bed bed, Table table)
    {
        var (clicks, keys) = bed.Brief ? (15, 300) : (60, 2000);
        var state = bed.Place("agent");
        await using var server = await ServerProcess.StartAsync(bed, "clicks", "--local-agent", state);
        using var person = await server.SetUpAsync();
        await using var agent = Child.Start(Path.Combine(Environment.GetEnvironmentVariable("MESHEVENTS_OUT")!, "agent", "meshevents-agent"), ["run", "--state", state]);
        var device = await person.ReadyDeviceAsync();

        var prompts = new List<double>();
        for (var click = 0; click < clicks; click++)
        {
            var started = Stopwatch.GetTimestamp();
            using var terminal = await OpenAsync(person, device);
            prompts.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            await CloseAsync(terminal);
        }
        table.Add(new("click to prompt, p50", prompts.Median(), "ms", Target: Target.Most(40)));
        table.Add(new("click to prompt, p99", prompts.At(0.99), "ms"));

        using var shell = await OpenAsync(person, device);
        var echoes = await EchoesAsync(shell, keys);
        await CloseAsync(shell);
        var (bare, address) = await BareServer.StartAsync();
        await using var _ = bare;
        using var plain = Sockets.New();
        await plain.ConnectAsync(new Uri($"wss://localhost:{address.Port}/echo"), CancellationToken.None);
        var baseline = await EchoesAsync(plain, keys);
        table.Add(new("key to echo through the relay, p50", echoes.Median(), "ms", baseline.Median(), "echo of a bare TLS WebSocket", Target.Most(0.6)));
        table.Add(new("key to echo through the relay, p99", echoes.At(0.99), "ms", baseline.At(0.99), "echo of a bare TLS WebSocket"));
    }

    static async Task<ClientWebSocket> OpenAsync(Person person, Guid device)
    {
        var pass = await person.PostAsync("/api/sessions", new { deviceId = device, kind = "Terminal" });
        var socket = await Sockets.OfBrowserAsync(person, pass.GetProperty("path").GetString()!);
        var buffer = new byte[4096];
        var joined = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
        if (joined.MessageType is not WebSocketMessageType.Text || buffer[0] != (byte)'c') throw new BenchException("The relay did not say that both are there.");
        await socket.SendAsync(RelayControlWriter.Write(new RelayOptions(80, 25, Shell)), WebSocketMessageType.Text, true, CancellationToken.None);
        await socket.SendAsync("1"u8.ToArray(), WebSocketMessageType.Text, true, CancellationToken.None);
        while ((await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None)).MessageType is not WebSocketMessageType.Binary) { /* control messages first */ }
        return socket;
    }

    static async Task<List<double>> EchoesAsync(ClientWebSocket socket, int count)
    {
        var (echoes, buffer, key) = (new List<double>(), new byte[4096], "x"u8.ToArray());
        for (var i = 0; i < count; i++)
        {
            var started = Stopwatch.GetTimestamp();
            await socket.SendAsync(key, WebSocketMessageType.Binary, true, CancellationToken.None);
            while ((await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None)).MessageType is not WebSocketMessageType.Binary) { /* control messages are not output */ }
            echoes.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }
        return echoes;
    }

    static async Task CloseAsync(ClientWebSocket terminal)
    {
        await terminal.SendAsync(RelayControlWriter.Write(new RelayClose()), WebSocketMessageType.Text, true, CancellationToken.None);
        var buffer = new byte[4096];
        while ((await terminal.ReceiveAsync(buffer.AsMemory(), CancellationToken.None)).MessageType is not WebSocketMessageType.Close) { /* what was on its way */ }
    }
}
