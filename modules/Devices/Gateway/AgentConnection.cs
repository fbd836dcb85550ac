using System.Buffers;
using System.Net.WebSockets;
using System.Threading.Channels;
using MeshEvents.Bus;
using MeshEvents.Contracts.Devices;

namespace MeshEvents.Devices.Gateway;

/// <summary>
/// One agent's socket: one send loop with a bounded queue, one receive call at a time, one reason for closing. Waiting for the next message holds no
/// buffer: with thousands of idle agents that is what memory goes into.
/// </summary>
sealed class AgentConnection(WebSocket socket, Guid tenant, string address) : IAsyncDisposable
{
    public const int LimitBefore = 64 << 10, LimitAfter = 4 << 20;
    const int Depth = 256;

    readonly Channel<(byte[] Bytes, bool Text)> outgoing = Channel.CreateBounded<(byte[], bool)>(new BoundedChannelOptions(Depth) { SingleReader = true });
    readonly CancellationTokenSource closing = new();

    public Guid Tenant => tenant;
    public string Address => address;
    public string Reason { get; private set; } = "";
    public CancellationToken Closing => closing.Token;

    // known once the device is
    public DeviceId Device { get; set; }
    public GroupId Group { get; set; }
    public string NodeId { get; set; } = "";
    public DateTimeOffset Since { get; set; }
    public bool Resumes { get; set; }

    /// <summary>It does nothing that is not signed (<see cref="CommandSigner"/>).</summary>
    public bool Signed { get; set; }

    /// <summary>When its commands began: milliseconds since 1970, as the agent was told, and the timestamp from which both count on.</summary>
    public (long Time, long Timestamp) CommandsSince { get; set; }

    /// <summary>It was sent a command, or came with some.</summary>
    public bool Commanded { get; set; }

    /// <summary>The journal that began anew on this connection, before its first line came; 0 when none did.</summary>
    public int JournalBook { get; set; }

    /// <summary>Handshake messages and answers to the agent's own: nothing is done on the device by them.</summary>
    public bool Reply(byte[] bytes, bool text = false) => Enqueue(bytes, text);

    /// <summary>Something to be done on the device: only with the proof that its fact is committed.</summary>
    public bool Command(byte[] json, Permit permit)
    {
        ArgumentNullException.ThrowIfNull(permit);
        return Enqueue(json, text: false);      // MeshCentral sends JSON in binary frames too
    }

    bool Enqueue(byte[] bytes, bool text)
    {
        if (outgoing.Writer.TryWrite((bytes, text))) return true;
        Close("it reads too slowly");
        return false;
    }

    /// <summary>The first reason stays.</summary>
    public void Close(string reason)
    {
        if (Reason is "") Reason = reason;
        closing.Cancel();
    }

    /// <summary>Sends until the connection closes, then says goodbye.</summary>
    public async Task SendLoopAsync()
    {
        try
        {
            await foreach (var (bytes, text) in outgoing.Reader.ReadAllAsync(closing.Token))
                await socket.SendAsync(bytes, text ? WebSocketMessageType.Text : WebSocketMessageType.Binary, true, closing.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException or IOException or ObjectDisposedException) { Close("the connection broke"); }

        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        try { if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived) await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, soon.Token); }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException or IOException or ObjectDisposedException) { socket.Abort(); }
    }

    /// <returns>One whole message, in a rented buffer of which <c>Length</c> bytes count; null when the connection is over.</returns>
    public async Task<Incoming?> ReceiveAsync(int limit)
    {
        byte[]? buffer = null;
        try
        {
            if ((await socket.ReceiveAsync(Memory<byte>.Empty, closing.Token)).MessageType is WebSocketMessageType.Close) { Close("it said goodbye"); return null; }
            buffer = ArrayPool<byte>.Shared.Rent(4096);
            for (var length = 0; ;)
            {
                var got = await socket.ReceiveAsync(buffer.AsMemory(length), closing.Token);
                if (got.MessageType is WebSocketMessageType.Close) { Close("it said goodbye"); break; }
                length += got.Count;
                if (length > limit) { Close($"it sent a message of more than {limit >> 10} KB"); break; }
                if (got.EndOfMessage) return new(buffer, length);
                if (length < buffer.Length) continue;
                var larger = ArrayPool<byte>.Shared.Rent(Math.Min(limit + 1, buffer.Length * 2));
                buffer.AsSpan(0, length).CopyTo(larger);
                ArrayPool<byte>.Shared.Return(buffer);
                buffer = larger;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException or IOException or ObjectDisposedException) { Close("the connection broke"); }
        if (buffer is not null) ArrayPool<byte>.Shared.Return(buffer);
        return null;
    }

    public ValueTask DisposeAsync()
    {
        outgoing.Writer.TryComplete();
        closing.Dispose();
        return ValueTask.CompletedTask;
    }
}

/// <summary>A received message. Dispose gives its buffer back.</summary>
readonly struct Incoming(byte[] buffer, int length) : IDisposable
{
    public ReadOnlyMemory<byte> Bytes => buffer.AsMemory(0, length);
    public void Dispose() => ArrayPool<byte>.Shared.Return(buffer);
}
