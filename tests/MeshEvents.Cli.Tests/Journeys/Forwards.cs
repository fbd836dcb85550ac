using System.Net.Sockets;
using System.Text.Json;
using MeshEvents.Cli.Tests.Support;

namespace MeshEvents.Cli.Tests.Journeys;

/// <summary><c>mesh forward</c> against the real server and the real agent.</summary>
public sealed class Forwards(SignedIn server) : IClassFixture<SignedIn>, IAsyncLifetime
{
    readonly TcpListener echo = new(IPAddress.Loopback, 0);
    RealAgent agent = null!;

    int Port => ((IPEndPoint)echo.LocalEndpoint).Port;

    public async Task InitializeAsync()
    {
        agent = await RealAgent.StartAsync(server);
        echo.Start();
        _ = EchoAsync();
    }

    public async Task DisposeAsync()
    {
        echo.Stop();
        await agent.DisposeAsync();
    }

    /// Sends back what came, and only once all of it has come: so the other direction must live on after the end of this one.
    async Task EchoAsync()
    {
        try
        {
            while (true) _ = AnswerAsync(await echo.AcceptTcpClientAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException) { return; }          // stopped
    }

    static async Task AnswerAsync(TcpClient client)
    {
        using (client)
        {
            var all = new MemoryStream();
            await client.GetStream().CopyToAsync(all);
            await client.GetStream().WriteAsync(all.ToArray());
        }
    }

    async Task<(MeshProcess Mesh, int Port)> ForwardAsync(string target)
    {
        var mesh = MeshProcess.Start(server.Environment, "forward", "0", target, "--reason", "a test", "-o", "ndjson");
        var listening = JsonElement.Parse((await mesh.Out.ReadLineAsync().Within($"mesh to listen; {mesh.Said}"))!);
        return (mesh, int.Parse(listening.GetProperty("from").GetString()!.Split(':')[^1]));
    }

    [Fact]
    public async Task Many_connections_at_once_each_come_back_whole_and_stand_in_the_history()
    {
        var (mesh, port) = await ForwardAsync($"{agent.Device}:localhost:{Port}");
        using var _ = mesh;
        await Task.WhenAll(Enumerable.Range(0, 12).Select(async i =>
        {
            var sent = new byte[300_000 + i];
            new Random(i).NextBytes(sent);
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port);
            var stream = client.GetStream();
            await stream.WriteAsync(sent);
            client.Client.Shutdown(SocketShutdown.Send);
            var back = new MemoryStream();
            await stream.CopyToAsync(back).Within($"connection {i} to end; {mesh.Said}");
            Assert.Equal(sent, back.ToArray());
        }));
        for (var i = 0; i < 12; i++)
        {
            var closed = JsonElement.Parse((await mesh.Out.ReadLineAsync().Within("the end of a connection"))!);
            Assert.InRange(closed.GetProperty("up").GetInt64(), 300_000, 300_011);
            Assert.Equal(closed.GetProperty("up").GetInt64(), closed.GetProperty("down").GetInt64());
            Assert.Equal(JsonValueKind.Null, closed.GetProperty("why").ValueKind);
        }
        Assert.Equal(12, (await server.AuditOfAsync(agent.Device)).Count(e => e.Sentence == $"Asked for a connection to localhost:{Port} through the device"));
        mesh.Interrupt();
        Assert.Equal((130, ""), (await mesh.EndAsync(), mesh.Said));
    }

    [Fact]
    public async Task Nobody_at_the_other_end_is_said_and_the_connection_reset()
    {
        var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        var nobody = ((IPEndPoint)closed.LocalEndpoint).Port;
        closed.Stop();
        foreach (var (target, sentence) in new[] { ($"{nobody}", $"Nothing listens at 127.0.0.1:{nobody}."), ("169.254.169.254:80", "The policy of this device does not allow 169.254.169.254:80."), ("no-such-host.invalid:80", "no address of no-such-host.invalid:80.") })
        {
            var (mesh, port) = await ForwardAsync($"{agent.Device}:{target}");
            using var _ = mesh;
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port);
            var read = client.GetStream().ReadAsync(new byte[1]).AsTask();
            Assert.IsType<SocketException>((await Assert.ThrowsAsync<IOException>(() => read.Within("the reset"))).InnerException);
            await Waiting.Until(() => mesh.Said.Contains(sentence, StringComparison.Ordinal), $"'{sentence}'; it said {mesh.Said}");
        }
    }

    [Fact]
    public async Task The_end_of_the_agent_ends_the_connection()
    {
        var (mesh, port) = await ForwardAsync($"{agent.Device}:{Port}");
        using var _ = mesh;
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);
        await client.GetStream().WriteAsync("half"u8.ToArray());
        await Waiting.Until(async () => (await server.AuditOfAsync(agent.Device)).Any(e => e.Sentence == "Session opened"), "the session to open");
        await agent.KillAsync();
        await Assert.ThrowsAsync<IOException>(() => client.GetStream().ReadAsync(new byte[1]).AsTask().Within("the reset"));
        await Waiting.Until(async () => (await server.AuditOfAsync(agent.Device)).Any(e => e.Sentence == "Session ended: The connection broke."), "the history to say so");
    }

    [Theory]
    [InlineData("is no port to listen at", "x", "pc:22")]
    [InlineData("is no port to listen at", "99999", "pc:22")]
    [InlineData("is no port to listen at", "somewhere:80", "pc:22")]
    [InlineData("is no port of a device", "0", "pc")]
    [InlineData("is no port of a device", "0", "pc:0")]
    [InlineData("is no port of a device", "0", "pc:fd00::5:22")]
    [InlineData("is no port of a device", "0", "pc:a b:22")]
    [InlineData("DEVICE[:HOST]:PORT is missing", "0")]
    public async Task Wrong_arguments_are_said(string sentence, params string[] words)
    {
        var ran = await server.Mesh(["forward", .. words]);
        Assert.Equal((2, true, ""), (ran.Code, ran.Error.Contains(sentence, StringComparison.Ordinal), ran.Out));
    }

    [Fact]
    public async Task A_port_that_is_taken_is_said()
    {
        var ran = await server.Mesh("forward", $"{Port}", $"{agent.Device}:22");
        Assert.Equal(1, ran.Code);
        Assert.Contains($"Port 127.0.0.1:{Port} cannot be listened at", ran.Error, StringComparison.Ordinal);
    }
}
