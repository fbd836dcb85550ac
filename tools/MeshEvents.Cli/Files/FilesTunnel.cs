using System.Buffers;
using System.Net.WebSockets;
using System.Text;
using MeshEvents.Cli.Server;
using MeshEvents.Wire;
using MeshEvents.Wire.Files;
using MeshEvents.Wire.Relay;

namespace MeshEvents.Cli.Files;

/// <summary>One tunnel to the files of a device (spec/desktop-protocol.md 3, and the agent's own requests beside it), with any number of requests at once.</summary>
sealed class FilesTunnel : IAsyncDisposable
{
    static readonly TimeSpan farewell = TimeSpan.FromSeconds(2);
    const int MessageLimit = FileLimits.Json + FileChunk.HeaderSize, MostText = 500;

    readonly ClientWebSocket socket;
    readonly SemaphoreSlim sending = new(1, 1);
    readonly Dictionary<uint, IFileCall> calls = [];
    readonly CancellationTokenSource end = new();
    Task receiving = Task.CompletedTask;
    Exception? over;
    string? refusal;
    uint last;
    bool disposed;

    FilesTunnel(ClientWebSocket socket) => this.socket = socket;

    /// <summary>Something was asked here and answered: it was a tunnel of some use.</summary>
    public bool Heard { get; private set; }

    public bool Broken
    {
        get { lock (calls) return over is not null; }
    }

    /// <exception cref="TunnelCut">It broke before it began.</exception>
    /// <exception cref="MeshException">The server cannot be reached, or the device did not come.</exception>
    public static async Task<FilesTunnel> JoinAsync(ServerConnection server, string path, CancellationToken stop)
    {
        var tunnel = new FilesTunnel(await server.OpenSocketAsync(path, stop));
        try { await tunnel.BeginAsync(stop); }
        catch
        {
            await tunnel.DisposeAsync();
            throw;
        }
        tunnel.receiving = tunnel.ReceiveAsync();
        return tunnel;
    }

    /// <summary>Sends a request under a number of its own; what comes back goes to the call.</summary>
    /// <exception cref="TunnelCut">It broke.</exception>
    public async Task<uint> RequestAsync(IFileCall call, Func<uint, FileRequest> request, CancellationToken stop)
    {
        uint number;
        lock (calls)
        {
            if (over is not null) throw over;
            calls[number = ++last] = call;
        }
        await SendAsync(FileRequestWriter.Write(request(number)), stop);
        return number;
    }

    public void Forget(uint number)
    {
        lock (calls) calls.Remove(number);
    }

    /// <exception cref="TunnelCut">It broke.</exception>
    public Task SendAsync(FileRequest request, CancellationToken stop) => SendAsync(FileRequestWriter.Write(request), stop);

    /// <exception cref="TunnelCut">It broke.</exception>
    public Task SendAsync(ReadOnlyMemory<byte> message, CancellationToken stop) => SendAsync(message, WebSocketMessageType.Binary, stop);

    async Task SendAsync(ReadOnlyMemory<byte> message, WebSocketMessageType type, CancellationToken stop)
    {
        await sending.WaitAsync(stop);
        // no token: to give up a send is to abort the socket, and with it the goodbye
        try { await socket.SendAsync(message, type, endOfMessage: true, CancellationToken.None); }
        catch (Exception e) when (IsBroken(e) || e is OperationCanceledException)          // cancelled by the socket itself, when it is aborted
        {
            var cut = new TunnelCut();
            End(cut);          // the receiving may notice it later
            throw cut;
        }
        finally { sending.Release(); }
    }

    async Task BeginAsync(CancellationToken stop)
    {
        try { await RelayStart.JoinedAsync(socket, stop); }
        catch (Exception e) when (IsBroken(e)) { throw new TunnelCut(); }
        await SendAsync(RelayControlWriter.Write(new RelayOptions()), WebSocketMessageType.Text, stop);
        await SendAsync(Encoding.ASCII.GetBytes($"{RelayProtocol.Files}"), WebSocketMessageType.Text, stop);
    }

    async Task ReceiveAsync()
    {
        var buffer = ArrayPool<byte>.Shared.Rent(MessageLimit + 1);
        Exception why = new TunnelCut();
        try
        {
            for (var length = 0; ;)
            {
                var got = await socket.ReceiveAsync(buffer.AsMemory(length), end.Token);
                if (got.MessageType is WebSocketMessageType.Close) break;
                length += got.Count;
                if (length > MessageLimit) break;          // no peer of ours sends that
                if (!got.EndOfMessage) continue;
                if (!await TakeAsync(buffer.AsMemory(0, length), got.MessageType is WebSocketMessageType.Text)) break;
                length = 0;
            }
            if (refusal is not null) why = new MeshException(Exit.Refused, refusal);
        }
        catch (Exception e) when (IsBroken(e) || e is OperationCanceledException or TunnelCut) { why = new TunnelCut(); }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            End(why);
        }
    }

    /// <returns>False when the other end closes.</returns>
    async ValueTask<bool> TakeAsync(ReadOnlyMemory<byte> message, bool text)
    {
        if (text && RelayControlReader.Read(message, inStart: false, out var control, out _) is Reading.Done)
        {
            if (control is RelayPing) await SendAsync(RelayControlWriter.Write(new RelayPong()), WebSocketMessageType.Text, end.Token);
            if (control is RelayConsole { Message: { } sentence, MessageId: 2 }) refusal = Output.Plain.Line(sentence[..Math.Min(sentence.Length, MostText)]);
            return control is not RelayClose;
        }
        if (!FileRequestReader.IsJson(message.Span))
        {
            if (FileChunk.TryRead(message, out var transfer, out var offset, out var hash, out var data) && Find(transfer) is { } taker) await taker.TakeAsync(offset, hash, data);
        }
        else
        {
            var reading = FileReportReader.Read(message, out var answer);
            if (reading is Reading.Broken) refusal = "The device answers like no agent that this program knows.";
            if (reading is Reading.Broken) return false;
            if (reading is Reading.Done && uint.TryParse(answer!.RequestId, out var number) && Find(number) is { } call) await call.HearAsync(answer);
        }
        return true;
    }

    IFileCall? Find(uint number)
    {
        Heard = true;
        lock (calls) return calls.GetValueOrDefault(number);
    }

    void End(Exception why)
    {
        IFileCall[] left;
        lock (calls)
        {
            over ??= why;
            left = [.. calls.Values];
            calls.Clear();
        }
        foreach (var call in left) call.Fail(over);
    }

    /// <summary>Says goodbye, so that the session is over and not only interrupted.</summary>
    public async Task CloseAsync()
    {
        using var late = new CancellationTokenSource(farewell);
        try
        {
            await SendAsync(RelayControlWriter.Write(new RelayClose()), WebSocketMessageType.Text, late.Token);
            await receiving.WaitAsync(late.Token);
        }
        catch (Exception e) when (e is TunnelCut or OperationCanceledException) { End(e); }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, true)) return;
        await end.CancelAsync();
        await receiving;
        socket.Dispose();
        end.Dispose();
    }

    static bool IsBroken(Exception e) => e is WebSocketException or ObjectDisposedException or IOException or InvalidOperationException;
}
