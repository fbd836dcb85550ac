using System.Net.WebSockets;
using MeshEvents.Agent.Connection;
using MeshEvents.Wire;
using MeshEvents.Wire.Relay;

namespace MeshEvents.Agent.Channels.Terminal;

/// <summary>
/// A terminal in a tunnel (spec/desktop-protocol.md 2): binary messages are terminal bytes both ways, text is control.
/// Ends with the shell, with <c>close</c>, or with the tunnel; only the last leaves the shell alive.
/// </summary>
sealed class TerminalChannel(ServerSocket socket, ListedTerminal terminal, TerminalSessions terminals, RelayOptions options)
{
    const int SendSize = 16 * 1024;

    enum Ending
    {
        Closed,
        Broken,
        ShellEnded,
        Replaced,
    }

    public async Task RunAsync()
    {
        var attachment = terminal.Session.Attach(terminal.Fresh ? null : options.Resume);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(attachment.Replaced);
        var input = ReceiveAsync(stop.Token);
        var output = SendAsync(attachment, stop.Token);

        var ending = await await Task.WhenAny(input, output);
        if (ending is Ending.Broken)
        {
            socket.Stop();
            if (await input is Ending.Closed) ending = Ending.Closed;          // a goodbye was on its way while the output broke
        }
        switch (ending)
        {
            case Ending.Closed: await terminals.EndAsync(terminal); break;
            case Ending.Broken: terminals.Release(terminal, attachment); break;
            case Ending.ShellEnded: terminals.Forget(terminal); break;
            case Ending.Replaced: break;
        }
        await stop.CancelAsync();
        socket.Stop();
        await Task.WhenAll(input, output);
    }

    async Task<Ending> ReceiveAsync(CancellationToken stop)
    {
        try
        {
            while (await socket.ReceiveAsync(Tunnel.MessageLimit) is { } message)
            {
                if (message.IsText)
                {
                    if (await ControlAsync(message.Bytes)) return Ending.Closed;
                }
                else
                {
                    await terminal.Session.WriteAsync(message.Bytes, stop);
                }
            }
            return Ending.Broken;
        }
        catch (OperationCanceledException)
        {
            return Ending.Replaced;
        }
        catch (Exception e) when (e is WebSocketException or IOException or MessageTooLong)
        {
            return Ending.Broken;
        }
    }

    /// <returns>True when the session is to end.</returns>
    async ValueTask<bool> ControlAsync(ReadOnlyMemory<byte> text)
    {
        if (RelayControlReader.Read(text, inStart: false, out var control, out _) != Reading.Done) return false;
        switch (control)
        {
            case RelayTermSize size: terminal.Session.Resize(size.Columns, size.Rows); break;
            case RelayRtt or RelayPing: await socket.SendTextAsync(RelayControlWriter.Write(control is RelayPing ? new RelayPong() : control)); break;
            case RelayClose: return true;
        }
        return false;
    }

    async Task<Ending> SendAsync(TerminalSession.Attachment attachment, CancellationToken stop)
    {
        try
        {
            if (!terminal.Fresh) await ResumeAsync(attachment);
            var buffer = new byte[SendSize];
            while (await attachment.TakeAsync(buffer, stop) is > 0 and var count) await socket.SendBinaryAsync(buffer.AsMemory(0, count));

            await socket.SendTextAsync(RelayControlWriter.Write(new RelayClose(await terminal.Session.Ended)));
            return Ending.ShellEnded;
        }
        catch (OperationCanceledException)
        {
            if (attachment.Replaced.IsCancellationRequested) await SayReplacedAsync();
            return Ending.Replaced;
        }
        catch (WebSocketException)
        {
            return Ending.Broken;
        }
    }

    async Task ResumeAsync(TerminalSession.Attachment attachment)
    {
        if (options is { Columns: { } columns, Rows: { } rows }) terminal.Session.Resize(columns, rows);
        await socket.SendTextAsync(RelayControlWriter.Write(new RelayResumed(attachment.From, attachment.Lost)));
    }

    async Task SayReplacedAsync()
    {
        try
        {
            await Tunnel.RefuseAsync(socket, "This terminal was opened somewhere else.");
        }
        catch (WebSocketException)
        {
            return;         // nobody there to read it
        }
    }
}
