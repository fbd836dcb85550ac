using System.Buffers;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using MeshEvents.Wire;
using MeshEvents.Wire.AgentHandshake;
using MeshEvents.Wire.Commands;
using MeshEvents.Wire.ControlMessages;
using MeshEvents.Wire.Msh;

namespace MeshEvents.Swarm;

/// <summary>
/// An agent without a machine behind it: the whole handshake with both signatures over TLS (spec/agent-handshake.md 5), the report that it offers a terminal, and
/// then silence. Tunnels it is asked for go to <see cref="Tunnel"/>.
/// </summary>
public sealed class FakeAgent : IAsyncDisposable
{
    const int MostMessage = 256 << 10;
    static readonly TimeSpan patience = TimeSpan.FromSeconds(60);

    readonly ClientWebSocket socket = new();
    readonly FakeIdentity identity;
    readonly MshServer server;
    readonly Bytes48 meshId;
    readonly string name;
    Bytes48 seen;
    Task listening = Task.CompletedTask;

    readonly bool obeys;
    readonly SemaphoreSlim sending = new(1, 1);

    FakeAgent(FakeIdentity identity, MshServer server, Bytes48 meshId, string name, bool obeys) =>
        (this.identity, this.server, this.meshId, this.name, this.obeys) = (identity, server, meshId, name, obeys);

    /// <summary>Asked to open its side of a tunnel. Set it before somebody asks.</summary>
    public Func<OpenTunnel, Task>? Tunnel { get; set; }

    /// <summary>What it answers to a signed command: output, and the result as JSON. Whoever wants it asks for an obedient agent at <see cref="ConnectAsync"/>.</summary>
    public Func<CommandBody, (byte[] Output, string Result)>? Command { get; set; }

    /// <summary>Ends when the connection does, with its reason if that was not <see cref="DisposeAsync"/>.</summary>
    public Task Ended => listening;

    /// <summary>Where the control channel is: tunnels are relative to it.</summary>
    public Uri Address => server.Address;

    /// <exception cref="SwarmException">The server did not prove itself, or did not let the agent in.</exception>
    public static async Task<FakeAgent> ConnectAsync(FakeIdentity identity, MshSettings settings, string name, CancellationToken stop = default, bool obeys = false)
    {
        if (!settings.TryMeshId(out var meshId) || !settings.TryServers(out var servers, out _)) throw new SwarmException("The settings name no group or no server.");
        var agent = new FakeAgent(identity, servers[0], meshId, name, obeys);
        try
        {
            using var late = CancellationTokenSource.CreateLinkedTokenSource(stop);
            late.CancelAfter(patience);
            await agent.ShakeHandsAsync(late.Token);
            agent.listening = agent.ListenAsync();
            return agent;
        }
        catch
        {
            agent.socket.Dispose();
            throw;
        }
    }

    /// <summary>Tells what it is, as an agent does after it was let in: a terminal is offered.</summary>
    public Task ReportAsync() =>
        SendAsync(ControlMessageWriter.Write(new CoreInfo("fake agent", (uint)AgentCapabilities.Terminal, "Swarm", MeshEvents: new("1.0", obeys ? ["terminal", MeshEventsFeatures.Action + "run"] : ["terminal"], ["/bin/sh"]))));

    async Task ShakeHandsAsync(CancellationToken stop)
    {
        socket.Options.RemoteCertificateValidationCallback = (_, certificate, _, _) =>
        {
            if (certificate is not null) seen = Bytes48.HashOf(certificate.GetRawCertData());
            return certificate is not null;
        };
        socket.Options.KeepAliveInterval = TimeSpan.FromMinutes(5);     // the server asks often enough
        await socket.ConnectAsync(server.Address, stop);

        var (mine, theirs) = (Bytes48.Random(), default(Bytes48));
        await SendAsync(AgentMessageWriter.Write(new AgentCommitDate("2026-01-01")), stop);
        await SendAsync(AgentMessageWriter.Write(new HostInfo("linux - x86_64")), stop);
        await SendAsync(AgentMessageWriter.Write(new ExpectedServer(server.ServerId)), stop);
        await SendAsync(AgentMessageWriter.Write(new AuthRequest(seen, mine)), stop);
        var buffer = new byte[MostMessage];
        while (true)
        {
            var message = await ReceiveAsync(buffer, stop) ?? throw new SwarmException("The server closed before it let the agent in.");
            if (AgentMessageReader.Read(message.Span, out var read, out var reason) is Reading.Broken) throw new SwarmException($"The server broke the protocol: {reason}.");
            switch (read)
            {
                case AuthRequest request:
                    theirs = request.Nonce;
                    await SendAsync(AgentMessageWriter.Write(new AuthVerify(identity.Certificate, identity.Sign(SignatureInputs.AgentSignatureInput(seen, theirs, mine)))), stop);
                    break;
                case AuthVerify verify:
                    Check(verify, SignatureInputs.ServerSignatureInput(seen, mine, theirs));
                    await SendAsync(AgentMessageWriter.Write(new AuthInfo((uint)AgentArchitecture.LinuxX64, 1, PlatformType.Server, meshId, false,
                        AgentCapabilities.Terminal | (obeys ? AgentCapabilities.SignedCommands : AgentCapabilities.None), name)), stop);
                    break;
                case AuthConfirm: return;
            }
        }
    }

    void Check(AuthVerify verify, byte[] signed)
    {
        using var certificate = X509CertificateLoader.LoadCertificate(verify.Certificate);
        using var key = certificate.GetRSAPublicKey();
        if (CertificateHashes.KeyHash(certificate) != server.ServerId || key?.VerifyData(signed, verify.Signature, HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1) is not true)
            throw new SwarmException("This is not the server of the settings.");
    }

    async Task ListenAsync()
    {
        await Task.Yield();
        try
        {
            while (await NextAsync()) { /* until it is over */ }
        }
        catch (WebSocketException e) when (socket.State is not WebSocketState.Open) { throw new SwarmException($"The connection of {name} broke: {e.Message}"); }
    }

    /// Waiting holds no buffer: thousands wait.
    async Task<bool> NextAsync()
    {
        if ((await socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None)).MessageType is WebSocketMessageType.Close) return false;
        var buffer = ArrayPool<byte>.Shared.Rent(MostMessage);
        try
        {
            if (await ReceiveAsync(buffer, CancellationToken.None) is not { } message) return false;
            if (!AgentMessageReader.IsJson(message.Span)) return true;
            if (ControlMessageReader.Read(message, MostMessage, out var read, out _) is not Reading.Done) return true;
            if (read is OpenTunnel tunnel && Tunnel is { } open) _ = open(tunnel);
            // its signature is not checked: here the server is measured
            if (read is SignedCommand signed && CommandBody.Read(signed.Body) is { } command && Command is { } obey) await AnswerAsync(command.Id, obey(command));
            return true;
        }
        finally { ArrayPool<byte>.Shared.Return(buffer); }
    }

    async Task AnswerAsync(Guid id, (byte[] Output, string Result) said)
    {
        await SendAsync(ControlMessageWriter.Write(new CommandPiece(id, 0, false, said.Output)));
        await SendAsync(ControlMessageWriter.Write(new CommandEnded(id, CommandEnded.Done, null, JsonElement.Parse(said.Result))));
    }

    async Task<ReadOnlyMemory<byte>?> ReceiveAsync(byte[] buffer, CancellationToken stop)
    {
        for (var length = 0; ;)
        {
            var got = await socket.ReceiveAsync(buffer.AsMemory(length), stop);
            if (got.MessageType is WebSocketMessageType.Close) return null;
            length += got.Count;
            if (got.EndOfMessage) return buffer.AsMemory(0, length);
            if (length == buffer.Length) throw new SwarmException($"The server sent a message of more than {MostMessage >> 10} KB.");
        }
    }

    async Task SendAsync(byte[] bytes, CancellationToken stop = default)
    {
        await sending.WaitAsync(stop);
        try { await socket.SendAsync(bytes, WebSocketMessageType.Binary, true, stop); }
        finally { sending.Release(); }
    }

    /// <summary>Hangs up without ceremony, as a machine that loses its power does.</summary>
    public async ValueTask DisposeAsync()
    {
        socket.Abort();
        await listening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        socket.Dispose();
    }
}

/// <summary>Something that a fake agent met and a real one would not.</summary>
public sealed class SwarmException(string sentence) : Exception(sentence);
