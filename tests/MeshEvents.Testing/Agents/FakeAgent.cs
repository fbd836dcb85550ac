using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading.Channels;
using MeshEvents.Wire;
using MeshEvents.Wire.AgentHandshake;
using MeshEvents.Wire.Commands;
using MeshEvents.Wire.ControlMessages;
using MeshEvents.Wire.Relay;
using Xunit;

namespace MeshEvents.Testing.Agents;

/// <summary>
/// An agent that speaks the real handshake (spec/agent-handshake.md 5) over a real socket, and keeps a ledger of all it was asked to do. When it goes, every
/// line of the ledger must stand in the history: what was done on a device unrecorded fails the test.
/// </summary>
public sealed class FakeAgent : IAsyncDisposable
{
    public const AgentCapabilities Everything = AgentCapabilities.Terminal | AgentCapabilities.Files | AgentCapabilities.Desktop;

    readonly ServerFixture server;
    readonly ConcurrentQueue<OpenTunnel> ledger = [];
    readonly Channel<OpenTunnel> asked = Channel.CreateUnbounded<OpenTunnel>();
    readonly Channel<CommandBody> commands = Channel.CreateUnbounded<CommandBody>();
    readonly Channel<ControlMessage> heard = Channel.CreateUnbounded<ControlMessage>();
    readonly TaskCompletionSource confirmed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    Task listening = Task.CompletedTask;

    FakeAgent(ServerFixture server, AgentKey key, MessageSocket socket, string from) => (this.server, Key, Socket, From) = (server, key, socket, from);

    public AgentKey Key { get; }
    public MessageSocket Socket { get; }
    public string From { get; }

    /// <summary>It takes only signed commands, as our own agent does.</summary>
    public bool Signed { get; private init; }

    Bytes48 serverId, agentNonce;
    ECDsa? commandKey;
    long commandsSince;

    /// <summary>All it was asked to do, in order.</summary>
    public IReadOnlyCollection<OpenTunnel> Ledger => ledger;

    /// <summary>Done when the server let it in; fails when the server closed before.</summary>
    public Task Confirmed => confirmed.Task;

    /// <summary>Done when the connection is over.</summary>
    public Task Closed => listening;

    /// <summary>Shakes hands with this mesh id, and goes on in the background.</summary>
    public static async Task<FakeAgent> ConnectAsync(ServerFixture server, AgentKey key, Bytes48 meshId, string hostName = "pc", string from = "127.0.0.1", string path = "", bool signed = false)
    {
        var socket = await MessageSocket.OpenAsync(server.Address, path + "/agent.ashx", from);
        var agent = new FakeAgent(server, key, socket, from) { Signed = signed };
        await agent.ShakeHandsAsync(meshId, hostName);
        agent.listening = agent.ListenAsync();
        return agent;
    }

    /// <summary>Connects, is let in, and offers everything.</summary>
    public static async Task<FakeAgent> OnlineAsync(ServerFixture server, AgentKey key, Bytes48 meshId, string hostName = "pc", string from = "127.0.0.1", string path = "", bool signed = false)
    {
        var agent = await ConnectAsync(server, key, meshId, hostName, from, path, signed);
        await agent.Confirmed.Within("the server to let the agent in");
        await agent.SayAsync(Core());
        return agent;
    }

    public static CoreInfo Core(AgentCapabilities caps = Everything) =>
        new("fake agent", (uint)caps, "Fake OS 1", Root: true, MeshEvents: new("0.1", ["terminal", "terminal-resume"], ["/bin/sh"]));

    async Task ShakeHandsAsync(Bytes48 meshId, string hostName)
    {
        var (hash, nonce) = (CertificateHashes.CertHash(Socket.Web!), Bytes48.Random());
        agentNonce = nonce;
        await SendAsync(new AuthRequest(hash, nonce));
        var request = (AuthRequest)await NextAsync();
        var proof = (AuthVerify)await NextAsync();
        Assert.Equal(hash, request.WebCertHash);
        Assert.True(server.ProvesItself(proof, hash, nonce, request.Nonce), "the server's signature is wrong");
        await SendAsync(new AuthVerify(Key.Certificate, Key.Sign(SignatureInputs.AgentSignatureInput(hash, request.Nonce, nonce))));
        using var certificate = X509CertificateLoader.LoadCertificate(proof.Certificate);
        serverId = CertificateHashes.KeyHash(certificate);
        var info = Info(meshId, hostName);
        await SendAsync(Signed ? info with { Capabilities = info.Capabilities | AgentCapabilities.SignedCommands } : info);
    }

    public static AuthInfo Info(Bytes48 meshId, string hostName) => new((uint)AgentArchitecture.LinuxX64, 1, PlatformType.Desktop, meshId, false, Everything, hostName);

    async Task<AgentMessage> NextAsync()
    {
        var (bytes, _) = await Socket.ReceiveAsync("the server's part of the handshake") ?? throw new InvalidOperationException("The server closed in the handshake.");
        Assert.Equal(Wire.Reading.Done, AgentMessageReader.Read(bytes, out var message, out _));
        return message!;
    }

    public Task SendAsync(AgentMessage message) => Socket.SendAsync(AgentMessageWriter.Write(message));

    public Task SayAsync(ControlMessage message) => Socket.SendAsync(ControlMessageWriter.Write(message), text: true);

    public Task SayAsync(string json) => Socket.SendAsync(Encoding.UTF8.GetBytes(json), text: true);

    async Task ListenAsync()
    {
        while (await Socket.ReceiveAsync("a message", Timeout.InfiniteTimeSpan) is var (message, _))
        {
            if (AgentMessageReader.IsJson(message))
            {
                if (ControlMessageReader.Read(message, 4 << 20, out var json, out _) is not Wire.Reading.Done) continue;
                if (json is CommandKey shown) Trust(shown);
                else if (json is SignedCommand command) Obey(command);
                else if (json is OpenTunnel open) Ask(open);
                else heard.Writer.TryWrite(json!);
            }
            else if (AgentMessageReader.Read(message, out var read, out _) is Wire.Reading.Done && read is AuthConfirm) confirmed.TrySetResult();
        }
        confirmed.TrySetException(new InvalidOperationException("The server closed before it let the agent in."));
        _ = confirmed.Task.Exception;
    }

    void Trust(CommandKey shown)
    {
        var key = CommandSignatures.VouchedKey(serverId, shown.Certificate, shown.Key, shown.Signature);
        if (key is null || !CommandSignatures.IsTime(key, agentNonce, shown.Time, shown.Proof)) throw new InvalidOperationException("The server's key for commands is not vouched for, or not for this connection.");
        (commandKey, commandsSince) = (key, shown.Time);
    }

    void Ask(OpenTunnel open)
    {
        ledger.Enqueue(open);
        asked.Writer.TryWrite(open);
    }

    void Obey(SignedCommand command)
    {
        if (commandKey is null || !CommandSignatures.IsGood(commandKey, command.Body, command.Signature) || CommandBody.Read(command.Body) is not { } body || body.Issued < commandsSince)
            throw new InvalidOperationException("The server's signature under a command is wrong.");
        LastBody = command.Body;
        if (body.Action == "tunnel" && ControlMessageReader.Read(Encoding.UTF8.GetBytes(body.Arguments.GetRawText()), 1 << 20, out var open, out _) is Wire.Reading.Done) Ask((OpenTunnel)open!);
        commands.Writer.TryWrite(body);
    }

    /// <summary>The signed bytes of the last command.</summary>
    public byte[] LastBody { get; private set; } = [];

    /// <summary>The next signed command, tunnels too.</summary>
    public Task<CommandBody> CommandedAsync() => commands.Reader.ReadAsync().AsTask().Within("the agent to be commanded");

    /// <summary>The next message of this kind that is no command.</summary>
    public async Task<T> HearsAsync<T>() where T : ControlMessage
    {
        while (true)
            if (await heard.Reader.ReadAsync().AsTask().Within($"the agent to hear {typeof(T).Name}") is T wanted) return wanted;
    }

    /// <summary>The next thing it is asked to do.</summary>
    public Task<OpenTunnel> AskedAsync() => asked.Reader.ReadAsync().AsTask().Within("the agent to be asked for something");

    /// <summary>Dials the relay as the agent's side of this tunnel.</summary>
    public Task<RelaySide> JoinAsync(OpenTunnel tunnel)
    {
        Assert.True(RelayUrl.TryResolve(new Uri(server.Address, "/agent.ashx"), tunnel.Value, out var address), $"'{tunnel.Value}' is no relay address");
        return RelaySide.OpenAsync(server.Address, address!.PathAndQuery, From);
    }

    /// <summary>Gone without a goodbye.</summary>
    public void Cut() => Socket.Cut();

    public async ValueTask DisposeAsync()
    {
        Socket.Cut();
        await Closed.Within("the agent's loop to end");
        await Socket.DisposeAsync();
        foreach (var open in ledger)
            Assert.True(open.Session is { } session && await server.HasHistoryAsync(session), $"The agent was asked for {open.Value.Split('?')[0]} and no event says so.");
    }
}
