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

    public static async Task RunAsync(Tunnel tunnel, WebSocket browser, WebSocket agent)
    {
        var up = CopyAsync(tunnel, browser, agent, up: true);
        var down = CopyAsync(tunnel, agent, browser, up: false);
        await Task.WhenAny(up, down);
        tunnel.Close(null);
        await Task.WhenAll(up, down);
    }

    static async Task CopyAsync(Tunnel tunnel, WebSocket from, WebSocket to, bool up)
    {
        try
        {
            for (var first = true; ;)
            {
                await from.ReceiveAsync(Memory<byte>.Empty, tunnel.Closing);
                var buffer = ArrayPool<byte>.Shared.Rent(Chunk);
                try
                {
                    var got = await from.ReceiveAsync(buffer.AsMemory(), tunnel.Closing);
                    if (got.MessageType is WebSocketMessageType.Close) return;
                    await to.SendAsync(buffer.AsMemory(0, got.Count), got.MessageType, got.EndOfMessage, tunnel.Closing);
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
    }

    /// <summary>The control message by which either side ends the session (spec/relay.md 5).</summary>
    static bool IsGoodbye(ReadOnlyMemory<byte> text) =>
        text.Length <= MostControl && RelayControlReader.Read(text, inStart: false, out var control, out _) is Wire.Reading.Done && control is RelayClose;

    public static async Task GoodbyeAsync(WebSocket socket)
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        try { if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived) await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, soon.Token); }
        catch (Exception e) when (IsBroken(e)) { socket.Abort(); }
    }

    public static bool IsBroken(Exception e) => e is OperationCanceledException or WebSocketException or IOException or ObjectDisposedException or InvalidOperationException;
}
