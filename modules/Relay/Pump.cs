using System.Buffers;
using System.Net.WebSockets;
using MeshEvents.Contracts.Devices;
using MeshEvents.Contracts.Relay;
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

    /// <param name="inspection">Shown each piece before it goes on, once the session has begun.</param>
    /// <param name="used">Told of each message by which the person does something: all but control messages, which the page sends by itself.</param>
    /// <param name="consent">Told how far the device has come with asking its person, before the other side is; false ends the tunnel.</param>
    public static async Task RunAsync(Tunnel tunnel, WebSocket browser, WebSocket agent, ITunnelInspection? inspection, Action used, Func<RelayConsent, Task<bool>> consent)
    {
        using var abort = new CancellationTokenSource();
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var closing = tunnel.Closing.Register(closed.SetResult);
        var both = Task.WhenAll(CopyAsync(tunnel, browser, agent, inspection, used, null, abort.Token), CopyAsync(tunnel, agent, browser, inspection, null, consent, abort.Token));
        await Task.WhenAny(both, closed.Task);
        // to cancel a receive is to abort its socket and what it still had to send: so first goodbye, and only then the knife
        await Task.WhenAll(GoodbyeAsync(browser), GoodbyeAsync(agent));
        abort.CancelAfter(farewell);
        await both;
    }

    /// <param name="used">Set for the way up, from the person to the device.</param>
    static async Task CopyAsync(Tunnel tunnel, WebSocket from, WebSocket to, ITunnelInspection? inspection, Action? used, Func<RelayConsent, Task<bool>>? consent, CancellationToken abort)
    {
        var up = used is not null;
        var way = up ? new WayUp(tunnel, used!) : null;
        RelayConsentState? asking = null;
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
                    var part = buffer.AsMemory(0, got.Count);
                    var text = got.MessageType is WebSocketMessageType.Text;
                    var control = first && got.EndOfMessage && text ? ControlOf(part) : null;
                    var begun = way?.Begun ?? true;
                    if (way is not null && !way.Passes(ref part, text, got.EndOfMessage, control)) return;
                    if (control is RelayConsent step && consent is not null)
                    {
                        if (!await consent(step)) return;
                        asking = step.State;
                    }
                    if (begun && inspection is not null) await inspection.SawAsync(up, part, text, got.EndOfMessage);
                    await to.SendAsync(part, got.MessageType, got.EndOfMessage, abort);
                    Interlocked.Add(ref up ? ref tunnel.Up : ref tunnel.Down, got.Count);
                    if (control is RelayClose close)
                    {
                        tunnel.Close(up ? "Closed by the person." : WhyOf(close, asking, tunnel.Kind));
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

    /// <summary>Why the device ended it.</summary>
    static string WhyOf(RelayClose close, RelayConsentState? asking, ChannelKind kind) => (asking, kind) switch
    {
        (RelayConsentState.Refused, _)     => "The person at the device refused.",
        (RelayConsentState.TimedOut, _)    => "The person at the device did not answer in time.",
        (RelayConsentState.Nobody, _)      => "Nobody is at the device to be asked.",
        _ when close.ByPerson              => "Ended by the person at the device.",
        (_, ChannelKind.Terminal)          => "The shell ended.",
        _                                  => "Closed by the device.",
    };

    /// <summary>The control message this text is; by one of them either side ends the session (spec/relay.md 5).</summary>
    static RelayControl? ControlOf(ReadOnlyMemory<byte> text) =>
        text.Length <= MostControl && RelayControlReader.Read(text, inStart: false, out var control, out _) is Wire.Reading.Done ? control : null;

    public static async Task GoodbyeAsync(WebSocket socket)
    {
        using var soon = new CancellationTokenSource(farewell);
        try { if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived) await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, soon.Token); }
        catch (Exception e) when (IsBroken(e)) { socket.Abort(); }
    }

    public static bool IsBroken(Exception e) => e is OperationCanceledException or WebSocketException or IOException or ObjectDisposedException or InvalidOperationException;
}
