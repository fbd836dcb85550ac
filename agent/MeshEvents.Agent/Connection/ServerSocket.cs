using System.Net.Http;
using System.Net.Security;
using System.Net.WebSockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using MeshEvents.Wire;

namespace MeshEvents.Agent.Connection;

/// <summary>
/// A WebSocket over TLS to the server. Names, chains and dates of the web certificate do not matter: who the server is,
/// the handshake proves (spec/agent-handshake.md 1); here the certificate's hash is only taken down, or compared by <c>trusts</c>.
/// </summary>
public sealed class ServerSocket : IAsyncDisposable
{
    static readonly TimeSpan ConnectTime = TimeSpan.FromSeconds(20), KeepAlive = TimeSpan.FromSeconds(60), PongTime = TimeSpan.FromSeconds(15), CloseTime = TimeSpan.FromMilliseconds(500);

    const int FirstBuffer = 4096;

    /// <summary>Messages and bytes that are kept for later while something else has to be settled first.</summary>
    const int MostAhead = 64, MostBytesAhead = 256 * 1024;

    readonly ClientWebSocket socket;
    readonly Lock gate = new();
    readonly SemaphoreSlim sending = new(1, 1);
    readonly CancellationTokenSource over = new();
    readonly CancellationTokenRegistration stopping;
    byte[] buffer = new byte[FirstBuffer];
    readonly Queue<SocketMessage> kept = new();
    Task<SocketMessage?>? ahead;
    int keptBytes;
    byte[]? last;
    Task? goodbye;

    ServerSocket(ClientWebSocket socket, Uri address, Bytes48 webCertHash, CancellationToken stop)
    {
        this.socket = socket;
        Address = address;
        WebCertHash = webCertHash;
        stopping = stop.Register(() => Stop());
    }

    public Uri Address { get; }

    /// <summary><c>certhash</c> of the TLS certificate this connection saw.</summary>
    public Bytes48 WebCertHash { get; }

    /// <summary>Connects. <paramref name="stop"/> gives up, and later closes the connection as <see cref="Stop"/> does.</summary>
    /// <exception cref="WebSocketException">No connection, or the certificate is not trusted.</exception>
    public static async Task<ServerSocket> ConnectAsync(Uri address, Func<Bytes48, bool> trusts, TimeProvider time, CancellationToken stop)
    {
        Bytes48? seen = null;
        var trusted = true;
        var socket = new ClientWebSocket();
        socket.Options.KeepAliveInterval = KeepAlive;
        socket.Options.KeepAliveTimeout = PongTime;
        using var handshake = new HttpMessageInvoker(new SocketsHttpHandler
        {
            UseCookies = false,
            AllowAutoRedirect = false,
            SslOptions = new()
            {
                // no authority is asked, and none is fetched from the address that a certificate names
                CertificateChainPolicy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true },
                RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
                {
                    if (certificate is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable)) return false;
                    seen = Bytes48.HashOf(certificate.GetRawCertData());
                    return trusted = trusts(seen.Value);
                },
            },
        });

        using var late = new CancellationTokenSource(ConnectTime, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, late.Token);
        try
        {
            await socket.ConnectAsync(address, handshake, either.Token);
            return new(socket, address, seen ?? throw new AuthenticationException("The connection has no certificate."), stop);
        }
        catch (Exception e)
        {
            socket.Dispose();
            if (!trusted) throw new WebSocketException("The server shows another web certificate than before.", e);
            if (e is OperationCanceledException && !stop.IsCancellationRequested) throw new WebSocketException("The server did not answer in time.", e);
            throw;
        }
    }

    /// <summary>The next whole message; null when the connection is over, by either side. The bytes are good until the next call.</summary>
    /// <exception cref="MessageTooLong">More than <paramref name="limit"/> bytes.</exception>
    /// <exception cref="WebSocketException">The connection broke.</exception>
    public async ValueTask<SocketMessage?> ReceiveAsync(int limit)
    {
        if (kept.TryDequeue(out var earlier)) return earlier;
        var coming = ahead ?? ReceiveOneAsync(limit);
        ahead = null;
        if (await coming is { } message) return message;
        return Interlocked.Exchange(ref last, null) is { } end ? new(true, end) : null;
    }

    /// <summary>
    /// The next message, before it is anybody's turn to take it: call again for the same one, and settle it by <see cref="KeepAhead"/> or <see cref="DropAhead"/>. One that
    /// is under way is what <see cref="ReceiveAsync"/> gets next.
    /// </summary>
    public Task<SocketMessage?> ReceiveAheadAsync(int limit) => ahead ??= ReceiveOneAsync(limit);

    public void DropAhead() => ahead = null;

    /// <summary>Keeps it for <see cref="ReceiveAsync"/>, in order.</summary>
    /// <returns>False: more was sent than is kept.</returns>
    public bool KeepAhead()
    {
        if (ahead is not { IsCompletedSuccessfully: true, Result: { } message } || kept.Count == MostAhead || keptBytes + message.Bytes.Length > MostBytesAhead) return false;
        keptBytes += message.Bytes.Length;
        kept.Enqueue(message with { Bytes = message.Bytes.ToArray() });
        ahead = null;
        return true;
    }

    /// <summary>Ends the connection; whoever reads gets this text as its last message, as if the other end had sent it.</summary>
    public void EndAs(byte[] text)
    {
        last = text;
        Stop();
    }

    async Task<SocketMessage?> ReceiveOneAsync(int limit)
    {
        var length = 0;
        try
        {
            while (true)
            {
                if (length == buffer.Length) Grow(limit);
                var part = await socket.ReceiveAsync(buffer.AsMemory(length), over.Token);
                if (part.MessageType == WebSocketMessageType.Close) return null;
                length += part.Count;
                if (length > limit) throw new MessageTooLong(limit);
                if (part.EndOfMessage) return new(part.MessageType == WebSocketMessageType.Text, buffer.AsMemory(0, length));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException or ObjectDisposedException)
        {
            if (goodbye is not null) return null;            // we ended it ourselves
            throw e as WebSocketException ?? new WebSocketException("The server does not answer.", e);      // no pong in time
        }
    }

    public Task SendTextAsync(ReadOnlyMemory<byte> text) => SendAsync(text, WebSocketMessageType.Text);

    public Task SendBinaryAsync(ReadOnlyMemory<byte> bytes) => SendAsync(bytes, WebSocketMessageType.Binary);

    /// <summary>Says goodbye; reading ends when the other end answers it, or soon.</summary>
    public void Stop(WebSocketCloseStatus status = WebSocketCloseStatus.NormalClosure)
    {
        lock (gate) goodbye ??= GoodbyeAsync(status);
    }

    public async ValueTask DisposeAsync()
    {
        Stop();
        await stopping.DisposeAsync();
        await goodbye!;
        socket.Dispose();
        over.Dispose();
    }

    async Task GoodbyeAsync(WebSocketCloseStatus status)
    {
        over.CancelAfter(CloseTime);
        try
        {
            await sending.WaitAsync(over.Token);
            try
            {
                if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived) await socket.CloseOutputAsync(status, null, over.Token);
            }
            finally
            {
                sending.Release();
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException)
        {
            socket.Abort();         // the other end is gone already
        }
    }

    // the reserve beyond the limit is one byte, enough to see that a message is too long
    void Grow(int limit)
    {
        if (buffer.Length > limit) throw new MessageTooLong(limit);
        Array.Resize(ref buffer, (int)Math.Min(buffer.Length * 2L, limit + 1L));
    }

    async Task SendAsync(ReadOnlyMemory<byte> message, WebSocketMessageType type)
    {
        try
        {
            await sending.WaitAsync(over.Token);
            try
            {
                await socket.SendAsync(message, type, endOfMessage: true, over.Token);
            }
            finally
            {
                sending.Release();
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            throw new WebSocketException("The connection is closed.", e);
        }
    }
}

/// <summary>One message as it came.</summary>
public readonly record struct SocketMessage(bool IsText, ReadOnlyMemory<byte> Bytes);

/// <summary>The other end sent more than is allowed here; the connection is of no more use.</summary>
public sealed class MessageTooLong(int limit) : Exception($"The server sent a message of more than {limit} bytes.");
