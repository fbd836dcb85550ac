using System.Net;
using System.Net.WebSockets;
using System.Security.Cryptography.X509Certificates;
using MeshEvents.Testing.Http;

namespace MeshEvents.Testing.Agents;

/// <summary>Whole WebSocket messages to and from the server under test. What arrived stays until it is read.</summary>
public sealed class MessageSocket : IAsyncDisposable
{
    readonly ClientWebSocket socket = new();
    HttpMessageInvoker? invoker;

    /// <summary>The certificate the TLS handshake showed.</summary>
    public X509Certificate2? Web { get; private set; }

    public WebSocketState State => socket.State;

    /// <param name="headers">For example <c>Cookie</c> and <c>Origin</c>.</param>
    /// <exception cref="WebSocketException">The server did not upgrade; <see cref="Refused"/> says with which status.</exception>
    public static async Task<MessageSocket> OpenAsync(Uri server, string pathAndQuery, string from = "127.0.0.1", params (string Name, string Value)[] headers)
    {
        var made = new MessageSocket();
        made.invoker = new(Connecting.From(from, web => made.Web = web));
        made.socket.Options.CollectHttpResponseDetails = true;
        made.socket.Options.KeepAliveInterval = TimeSpan.Zero;
        foreach (var (name, value) in headers) made.socket.Options.SetRequestHeader(name, value);
        try
        {
            await made.socket.ConnectAsync(new UriBuilder(server) { Scheme = "wss", Path = pathAndQuery.Split('?')[0], Query = pathAndQuery.Contains('?') ? pathAndQuery[pathAndQuery.IndexOf('?')..] : "" }.Uri, made.invoker, default).Within("the upgrade");
            return made;
        }
        catch (WebSocketException e)
        {
            e.Data["status"] = made.socket.HttpStatusCode;
            await made.DisposeAsync();
            throw;
        }
    }

    /// <summary>The status with which the server refuses to upgrade; null when it takes the socket.</summary>
    public static async Task<HttpStatusCode?> Refused(Uri server, string pathAndQuery, params (string Name, string Value)[] headers)
    {
        try
        {
            await using var socket = await OpenAsync(server, pathAndQuery, "127.0.0.1", headers);
            return null;
        }
        catch (WebSocketException e) { return (HttpStatusCode?)e.Data["status"]; }
    }

    public Task SendAsync(ReadOnlyMemory<byte> bytes, bool text = false, bool end = true) =>
        socket.SendAsync(bytes, text ? WebSocketMessageType.Text : WebSocketMessageType.Binary, end, default).AsTask().Within("a message to be taken");

    /// <returns>Null when the other end closed, properly or not.</returns>
    public async Task<(byte[] Bytes, bool Text)?> ReceiveAsync(string what = "a message", TimeSpan? patience = null)
    {
        var whole = new MemoryStream();
        var buffer = new byte[16 << 10];
        try
        {
            while (true)
            {
                var got = await socket.ReceiveAsync(buffer.AsMemory(), default).AsTask().Within(what, patience);
                if (got.MessageType is WebSocketMessageType.Close) return null;
                whole.Write(buffer, 0, got.Count);
                if (got.EndOfMessage) return (whole.ToArray(), got.MessageType is WebSocketMessageType.Text);
            }
        }
        catch (Exception e) when (e is WebSocketException or IOException or ObjectDisposedException or OperationCanceledException) { return null; }
    }

    /// <summary>Reads and drops until the server closes.</summary>
    public async Task ClosedAsync()
    {
        while (await ReceiveAsync("the server to close the socket") is not null) { }
    }

    public async Task CloseAsync()
    {
        try { await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, default).Within("the goodbye to be sent"); }
        catch (Exception e) when (e is WebSocketException or ObjectDisposedException) { socket.Abort(); }
    }

    /// <summary>Gone without a goodbye, as a killed process or a pulled cable.</summary>
    public void Cut() => socket.Abort();

    public ValueTask DisposeAsync()
    {
        socket.Dispose();
        invoker?.Dispose();
        return ValueTask.CompletedTask;
    }
}
