using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MeshEvents.Cli.Server;
using MeshEvents.Wire;
using MeshEvents.Wire.Relay;

namespace MeshEvents.Cli.Shell;

/// <summary>
/// A shell on a device, over as many tunnels as it takes (spec/relay.md 4, 5): when one breaks without <c>close</c> the session is joined again and the output goes on
/// behind the last byte received, for as long as the agent keeps the shell.
/// </summary>
sealed class RemoteShell(ServerConnection server, ITerminal terminal, Func<(int Columns, int Rows)> size, string? shellName)
{
    static readonly TimeSpan kept = TimeSpan.FromSeconds(60), patience = TimeSpan.FromSeconds(20), pause = TimeSpan.FromSeconds(1);
    const int Chunk = 16 << 10;

    readonly SemaphoreSlim sending = new(1, 1);
    ClientWebSocket? open;
    long received;
    bool left;

    /// <returns>The shell's own exit code; 0 when it told none.</returns>
    public async Task<int> RunAsync(Guid device, string? reason, CancellationToken stop)
    {
        var pass = await server.JsonAsync(HttpMethod.Post, "api/sessions", new JsonObject { ["deviceId"] = device.ToString(), ["kind"] = "Terminal", ["reason"] = reason }, stop);
        var session = pass.GetProperty("sessionId").GetGuid();
        // a read of the keyboard cannot be called off; it is left behind when the shell is over
        var typing = TypeAsync(stop);
        while (true)
        {
            if (await OverTunnelAsync(pass.GetProperty("path").GetString()!, stop) is { } exit) return exit;
            if (left) return Exit.Done;
            if (typing.IsFaulted) await typing;
            pass = await RejoinAsync(session, stop);
            session = pass.GetProperty("sessionId").GetGuid();
        }
    }

    /// <summary>The window has a new size.</summary>
    public async Task ResizedAsync()
    {
        var (columns, rows) = size();
        await SendAsync(RelayControlWriter.Write(new RelayTermSize(columns, rows)), WebSocketMessageType.Text, CancellationToken.None);
    }

    /// <returns>Null when the tunnel broke, or the person left.</returns>
    async Task<int?> OverTunnelAsync(string path, CancellationToken stop)
    {
        using var socket = await server.OpenSocketAsync(path, stop);
        using var late = CancellationTokenSource.CreateLinkedTokenSource(stop);
        late.CancelAfter(patience);
        var buffer = new byte[Chunk];
        try
        {
            var joined = false;
            while (true)
            {
                var got = await socket.ReceiveAsync(buffer.AsMemory(), joined ? stop : late.Token);
                if (got.MessageType is WebSocketMessageType.Close) return joined ? null : throw NoAnswer();
                if (got.MessageType is WebSocketMessageType.Binary)
                {
                    received += got.Count;
                    await terminal.Output.WriteAsync(buffer.AsMemory(0, got.Count), stop);
                    continue;
                }
                var text = buffer.AsMemory(0, got.Count);
                while (!got.EndOfMessage) got = await socket.ReceiveAsync(buffer.AsMemory(), stop);        // longer than any that means something here
                if (!joined && Encoding.UTF8.GetString(text.Span) is RelayProtocol.Joined or RelayProtocol.JoinedRecorded)
                {
                    joined = true;
                    await BeginAsync(socket, stop);
                }
                else if (joined && await HearAsync(text, stop) is { } exit) return exit;
            }
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested) { throw NoAnswer(); }
        catch (WebSocketException) { return null; }
        finally { open = null; }
    }

    static MeshException NoAnswer() => new(Exit.Refused, "The device did not answer.", "mesh devices 'status:online'");

    async Task BeginAsync(ClientWebSocket socket, CancellationToken stop)
    {
        var (columns, rows) = size();
        open = socket;
        await SendAsync(RelayControlWriter.Write(new RelayOptions(columns, rows, shellName, received > 0 ? received : null)), WebSocketMessageType.Text, stop);
        await SendAsync(Encoding.ASCII.GetBytes($"{RelayProtocol.Terminal}"), WebSocketMessageType.Text, stop);
    }

    /// <returns>The exit code when the shell is over.</returns>
    async Task<int?> HearAsync(ReadOnlyMemory<byte> text, CancellationToken stop)
    {
        if (RelayControlReader.Read(text, inStart: false, out var control, out _) is not Reading.Done) return null;
        switch (control)
        {
            case RelayClose close: return close.Exit ?? (refused is null ? Exit.Done : throw new MeshException(Exit.Refused, refused));
            case RelayConsole { Message: { } message } console:
                terminal.Error.Write($"\r\nmesh: {Output.Plain.Line(message)}\r\n");
                if (console.MessageId is 2) refused = Output.Plain.Line(message);
                break;
            case RelayPing: await SendAsync(RelayControlWriter.Write(new RelayPong()), WebSocketMessageType.Text, stop); break;
            case RelayResumed resumed:
                received = Math.Max(received, resumed.From);
                terminal.Error.Write(resumed.Lost > 0 ? $"\r\nmesh: connected again; {resumed.Lost} bytes of output are lost.\r\n" : "\r\nmesh: connected again.\r\n");
                break;
        }
        return null;
    }

    string? refused;

    async Task TypeAsync(CancellationToken stop)
    {
        await Task.Yield();
        var (buffer, watch) = (new byte[Chunk], new EscapeWatch());
        while (await terminal.Input.ReadAsync(buffer, stop) is > 0 and var count)
        {
            var keys = terminal.Attended ? watch.Take(buffer.AsSpan(0, count), out left) : buffer.AsSpan(0, count).ToArray();
            await Ready(stop);
            if (keys.Length > 0) await SendAsync(keys, WebSocketMessageType.Binary, stop);
            if (left) { await LeaveAsync(stop); return; }
        }
        // the input came from a file or a pipe and is at its end: so says Ctrl-D
        await Ready(stop);
        await SendAsync(new byte[] { 4 }, WebSocketMessageType.Binary, stop);
    }

    /// What is typed while the tunnel is broken waits for the next one.
    async Task Ready(CancellationToken stop)
    {
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (open is null) await look.WaitForNextTickAsync(stop);
    }

    async Task LeaveAsync(CancellationToken stop)
    {
        await SendAsync(RelayControlWriter.Write(new RelayClose()), WebSocketMessageType.Text, stop);
        if (open is { } socket) await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, stop);
    }

    async Task SendAsync(ReadOnlyMemory<byte> bytes, WebSocketMessageType type, CancellationToken stop)
    {
        await sending.WaitAsync(stop);
        try
        {
            if (open is { State: WebSocketState.Open } socket) await socket.SendAsync(bytes, type, true, stop);
        }
        // the reading side meets the same break, and joins again
        catch (WebSocketException) { open = null; }
        finally { sending.Release(); }
    }

    async Task<JsonElement> RejoinAsync(Guid session, CancellationToken stop)
    {
        terminal.Error.Write("\r\nmesh: the connection broke; trying again (the device keeps the shell for a minute).\r\n");
        var broke = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try { return await server.JsonAsync(HttpMethod.Post, $"api/sessions/{session}/tunnels", null, stop); }
            catch (MeshException e) when (TimeProvider.System.GetElapsedTime(broke) < kept && (e.Code == Exit.Unreachable || e.Message.Contains("sessions.device-offline", StringComparison.Ordinal))) { await Task.Delay(pause, stop); }
        }
    }
}
