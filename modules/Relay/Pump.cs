using System.Buffers;
using System.Net.WebSockets;
using MeshEvents.Wire.Relay;

namespace MeshEvents.Relay;

/// <summary>
/// Copies messages both ways, as they are. Nothing is read from one side before the other has taken what was read before: a side that stops reading stops the
/// other one, and no buffer grows. Waiting holds no buffer.
/// </summary>
static class Pump
{
    const int Chunk = 64 << 10, MostControl = 4096;

    static readonly TimeSpan farewell = TimeSpan.FromSeconds(2);

    public static async Task RunAsync(Tunnel tunnel, WebSocket browser, WebSocket agent)
    {
        using var abort = new CancellationTokenSource();
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var closing = tunnel.Closing.Register(closed.SetResult);
        var both = Task.WhenAll(CopyAsync(tunnel, browser, agent, up: true, abort.Token), CopyAsync(tunnel, agent, browser, up: false, abort.Token));
        await Task.WhenAny(both, closed.Task);
        // to cancel a receive is to abort its socket and what it still had to send: so first goodbye, and only then the knife
        await Task.WhenAll(GoodbyeAsync(browser), GoodbyeAsync(agent));
        abort.CancelAfter(farewell);
        await both;
    }

    static async Task CopyAsync(Tunnel tunnel, WebSocket from, WebSocket to, bool up, CancellationToken abort)
    {
        try
        {
            for (var first = true; ;)
            {
                if ((await from.ReceiveAsync(Memory<byte>.Empty, abort)).MessageType is WebSocketMessageType.Close) return;
                var buffer = ArrayPool<byte>.Shared.Rent(Chunk);
                try
                {
                    var got = await from.ReceiveAsync(buffer.AsMemory(), abort);
                    if (got.MessageType is WebSocketMessageType.Close) return;
                    await to.SendAsync(buffer.AsMemory(0, got.Count), got.MessageType, got.EndOfMessage, abort);
                    Interlocked.Add(ref up ? ref tunnel.Up : ref tunnel.Down, got.Count);
                    if (first && got.EndOfMessage && got.MessageType is WebSocketMessageType.Text && IsGoodbye(buffer.AsMemory(0, got.Count)))
                    {
                        tunnel.Close(up ? "Closed by the person." : "The shell ended.");
                        return;
                    }
                    first = got.EndOfMessage;
                }
                finally { ArrayPool<byte>.Shared.Return(buffer); }
            }
        }
        catch (Exception e) when (IsBroken(e)) { return; }
        finally { tunnel.Close(null); }
    }

    /// <summary>The control message by which either side ends the session (spec/relay.md 5).</summary>
    static bool IsGoodbye(ReadOnlyMemory<byte> text) =>
        text.Length <= MostControl && RelayControlReader.Read(text, inStart: false, out var control, out _) is Wire.Reading.Done && control is RelayClose;

    public static async Task GoodbyeAsync(WebSocket socket)
    {
        using var soon = new CancellationTokenSource(farewell);
        try { if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived) await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, soon.Token); }
        catch (Exception e) when (IsBroken(e)) { socket.Abort(); }
    }

    public static bool IsBroken(Exception e) => e is OperationCanceledException or WebSocketException or IOException or ObjectDisposedException or InvalidOperationException;
}
