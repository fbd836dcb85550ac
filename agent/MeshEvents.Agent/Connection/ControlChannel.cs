using MeshEvents.Agent.Actions;
using MeshEvents.Agent.Inventory;
using MeshEvents.Agent.State;
using MeshEvents.Wire;
using MeshEvents.Wire.AgentHandshake;
using MeshEvents.Wire.ControlMessages;

namespace MeshEvents.Agent.Connection;

/// <summary>One connection to the server's agent address, from the handshake to its end.</summary>
sealed class ControlChannel(ServerSocket socket, Handshake handshake, AgentHello hello, InventoryReporter inventory, CommandGate gate, Bytes48 serverId, AgentLog log, TimeProvider time)
{
    /// <summary>Bytes of one message before and after the server is trusted.</summary>
    public const int LimitBefore = 64 * 1024, LimitAfter = 4 * 1024 * 1024;

    /// <summary>How long a connection that failed is held: the server decides what becomes of it, and closing it at once would only bring it back (spec/agent-handshake.md 1).</summary>
    public static readonly TimeSpan HoldTime = TimeSpan.FromMinutes(10);

    int ignored;

    /// <summary>Messages after the handshake that the agent has no use for.</summary>
    public int Ignored => ignored;

    /// <summary>Runs until the connection is over, or the hold time after a failure. <paramref name="authenticated"/> is called once, when the server lets us in.</summary>
    /// <exception cref="MessageTooLong">The server sent too much.</exception>
    public async Task RunAsync(Action authenticated)
    {
        foreach (var message in handshake.Open()) await SendOpeningAsync(message);
        if (!await AuthenticateAsync()) return;

        authenticated();
        using var over = new CancellationTokenSource();
        await using var commands = new CommandSession(gate, socket, serverId, handshake.Nonce, SendAsync, log, time);
        var reporting = inventory.RunAsync(SendAsync, over.Token);
        try
        {
            while (await socket.ReceiveAsync(LimitAfter) is { } message) await HandleAsync(message.Bytes, commands);
        }
        finally
        {
            await over.CancelAsync();
            await reporting;
        }
    }

    async Task<bool> AuthenticateAsync()
    {
        ITimer? hold = null;
        try
        {
            while (await socket.ReceiveAsync(LimitBefore) is { } message)
            {
                if (handshake.Receive(message.Bytes.Span) is { } answer) await SendOpeningAsync(answer);
                if (handshake.Done) return true;
                if (handshake.Failure is null || hold is not null) continue;

                log.Say(handshake.Failure);
                hold = time.CreateTimer(_ => socket.Stop(), null, HoldTime, Timeout.InfiniteTimeSpan);
            }
            return false;
        }
        finally
        {
            if (hold is not null) await hold.DisposeAsync();
        }
    }

    // a name of its own goes just before message 3 (spec/agent-handshake.md 5)
    async Task SendOpeningAsync(AgentMessage message)
    {
        if (message is AuthInfo && hello.AgentName is { Length: > 0 } name) await SendAsync(new AgentName(name));
        await socket.SendBinaryAsync(AgentMessageWriter.Write(message));
    }

    Task SendAsync(ControlMessage message) => socket.SendTextAsync(ControlMessageWriter.Write(message));

    async Task HandleAsync(ReadOnlyMemory<byte> bytes, CommandSession commands)
    {
        if (!AgentMessageReader.IsJson(bytes.Span)) await HandleBinaryAsync(bytes);
        else if (ControlMessageReader.Read(bytes, LimitAfter, out var message, out _) != Reading.Done) ignored++;
        else if (message is Ping) await SendAsync(new Pong());
        else if (message is SysInfoRequest request) inventory.ServerHas(request.Hash);
        else if (!await commands.TakeAsync(message!)) ignored++;
    }

    // the agent has a core of its own (48 zero bytes: leave it alone) and does not take updates from the server yet
    async Task HandleBinaryAsync(ReadOnlyMemory<byte> bytes)
    {
        AgentMessage? answer = AgentMessageReader.Read(bytes.Span, out var message, out _) != Reading.Done ? null : message switch
        {
            CoreModuleHash m => new CoreModuleHash(m.RequestId, Bytes48.Zero),
            CoreModule m => new CoreModuleHash(m.RequestId, Bytes48.Zero),
            CompressedCoreModule m => new CoreModuleHash(m.RequestId, Bytes48.Zero),
            AgentHash m => new AgentHash(m.RequestId, Bytes48.Zero),
            _ => null,
        };
        if (answer is null) ignored++;
        else await socket.SendBinaryAsync(AgentMessageWriter.Write(answer));
    }
}
