using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using MeshEvents.Cli.Server;
using MeshEvents.Wire;
using MeshEvents.Wire.Relay;

namespace MeshEvents.Cli.Forward;

/// <summary>
/// One TCP connection to a port of this machine, in a session of its own to the device (spec/relay.md 7): so the history says of each when, where to, and how much. Either
/// side is read only when the other has taken what was read before; the end of one direction is told, and the other goes on.
/// </summary>
sealed class ForwardedConnection(ServerConnection server, Guid device, FarPort target, string? reason, Socket near)
{
    const int Chunk = 64 << 10, MostMessage = 256 << 10;

    readonly SemaphoreSlim sending = new(1, 1);
    readonly TaskCompletionSource downEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    string? refused;

    /// <summary>Bytes to the device, and from it.</summary>
    public long Up { get; private set; }

    public long Down { get; private set; }

    /// <summary>To its end.</summary>
    /// <exception cref="MeshException">The server or the device said no.</exception>
    /// <exception cref="WebSocketException">The tunnel broke.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        var asked = new JsonObject { ["deviceId"] = device.ToString(), ["kind"] = "Tcp", ["reason"] = reason, ["host"] = target.Host, ["port"] = target.Port };
        var pass = await server.JsonAsync(HttpMethod.Post, "api/sessions", asked, stop);
        using var tunnel = await server.OpenSocketAsync(pass.GetProperty("path").GetString()!, stop);
        await RelayStart.JoinedAsync(tunnel, stop);

        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var (up, down) = (UpAsync(tunnel, over.Token), DownAsync(tunnel, over.Token));
        await Task.WhenAny(up, down);
        var whole = up.IsCompleted && await up;
        if (whole)
        {
            // the goodbye may follow the end of the stream at once: what counts is that the end was told
            await Task.WhenAny(down, downEnded.Task);
            whole = downEnded.Task.IsCompleted;
        }
        await LeaveAsync(tunnel);
        if (!whole) near.Close(0);          // a reset: the program here shall not take a part for the whole
        await over.CancelAsync();
        await Task.WhenAll(up, down);
        if (refused is not null) throw new MeshException(Exit.Refused, refused);
        stop.ThrowIfCancellationRequested();
    }

    /// <returns>True when this side came to the end of its stream; false when one broke.</returns>
    async Task<bool> UpAsync(ClientWebSocket tunnel, CancellationToken stop)
    {
        var buffer = new byte[Chunk];
        try
        {
            for (int got; (got = await near.ReceiveAsync(buffer.AsMemory(), stop)) > 0; Up += got) await SendAsync(tunnel, buffer.AsMemory(0, got), WebSocketMessageType.Binary);
            await SendAsync(tunnel, RelayControlWriter.Write(new RelayEndOfStream()), WebSocketMessageType.Text);
            return true;
        }
        catch (Exception e) when (IsOver(e)) { return false; }
    }

    /// <summary>Until the tunnel is over; after the end of the stream only to notice that.</summary>
    async Task DownAsync(ClientWebSocket tunnel, CancellationToken stop)
    {
        var buffer = new byte[MostMessage];
        try
        {
            for (var length = 0; ;)
            {
                var got = await tunnel.ReceiveAsync(buffer.AsMemory(length), stop);
                if (got.MessageType is WebSocketMessageType.Close) return;
                if (got.MessageType is WebSocketMessageType.Binary)
                {
                    for (var left = buffer.AsMemory(0, got.Count); !left.IsEmpty; left = left[await near.SendAsync(left, stop)..]) { /* all of it, however the system takes it */ }
                    Down += got.Count;
                    continue;
                }
                length += got.Count;
                if (length == buffer.Length) return;          // no control message is so long
                if (!got.EndOfMessage) continue;
                if (!await HearAsync(tunnel, buffer.AsMemory(0, length))) return;
                length = 0;
            }
        }
        catch (Exception e) when (IsOver(e)) { return; }
    }

    /// <returns>False when the device says goodbye.</returns>
    async Task<bool> HearAsync(ClientWebSocket tunnel, ReadOnlyMemory<byte> text)
    {
        if (RelayControlReader.Read(text, inStart: false, out var control, out _) is not Reading.Done) return true;
        switch (control)
        {
            case RelayPing: await SendAsync(tunnel, RelayControlWriter.Write(new RelayPong()), WebSocketMessageType.Text); break;
            case RelayConsole { Message: { } message, MessageId: 2 }: refused = Output.Plain.Line(message); break;
            case RelayEndOfStream:
                near.Shutdown(SocketShutdown.Send);
                downEnded.TrySetResult();
                break;
        }
        return control is not RelayClose;
    }

    async Task LeaveAsync(ClientWebSocket tunnel)
    {
        try { await SendAsync(tunnel, RelayControlWriter.Write(new RelayClose()), WebSocketMessageType.Text); }
        catch (Exception e) when (IsOver(e)) { tunnel.Abort(); }
    }

    async Task SendAsync(ClientWebSocket tunnel, ReadOnlyMemory<byte> bytes, WebSocketMessageType type)
    {
        await sending.WaitAsync(CancellationToken.None);
        try { await tunnel.SendAsync(bytes, type, endOfMessage: true, CancellationToken.None); }
        finally { sending.Release(); }
    }

    static bool IsOver(Exception e) => e is SocketException or WebSocketException or ObjectDisposedException or OperationCanceledException or IOException or InvalidOperationException;
}
