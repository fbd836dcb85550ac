using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace MeshEvents.Agent.Tests.Support;

/// <summary>The server's end of one WebSocket, driven step by step by a test.</summary>
sealed class Peer(WebSocket socket, HttpContext context)
{
    readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly byte[] buffer = new byte[1024 * 1024];

    public string Query => context.Request.QueryString.Value ?? "";

    /// <summary>On a control channel: commands signed by the server.</summary>
    public SpecCommands Commands { get; set; } = null!;

    /// <summary>Completes when the test is done with this connection.</summary>
    public Task Released => released.Task;

    /// <summary>How the agent closed, once it has.</summary>
    public WebSocketCloseStatus? CloseStatus => socket.CloseStatus;

    /// <summary>The next whole message; null when the agent closed or is gone.</summary>
    public async Task<(bool IsText, byte[] Bytes)?> ReceiveAsync()
    {
        using var late = new CancellationTokenSource(Deadline.Time);
        var length = 0;
        try
        {
            while (true)
            {
                var part = await socket.ReceiveAsync(buffer.AsMemory(length), late.Token);
                if (part.MessageType == WebSocketMessageType.Close) return null;
                length += part.Count;
                if (part.EndOfMessage) return (part.MessageType == WebSocketMessageType.Text, buffer[..length]);
            }
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            throw new TimeoutException("The agent sent nothing.");
        }
        catch (WebSocketException)
        {
            return null;
        }
    }

    /// <summary>The next text message that satisfies; others are passed over.</summary>
    public async Task<string> TextAsync(Predicate<string> which)
    {
        while (await ReceiveAsync() is { } message)
        {
            if (message.IsText && Encoding.UTF8.GetString(message.Bytes) is var text && which(text)) return text;
        }
        throw new InvalidOperationException("The agent closed before it sent the text.");
    }

    /// <summary>The next binary message; texts are passed over.</summary>
    public async Task<byte[]> BinaryAsync()
    {
        while (await ReceiveAsync() is { } message)
        {
            if (!message.IsText) return message.Bytes;
        }
        throw new InvalidOperationException("The agent closed before it sent anything.");
    }

    public Task SendAsync(params byte[] bytes) => socket.SendAsync(bytes, WebSocketMessageType.Binary, true, CancellationToken.None);

    public Task SendTextAsync(string text) => socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, CancellationToken.None);

    /// <summary>One piece of a message.</summary>
    public Task SendPartAsync(ReadOnlyMemory<byte> part, bool last, bool text = false) =>
        socket.SendAsync(part, text ? WebSocketMessageType.Text : WebSocketMessageType.Binary, last, CancellationToken.None).AsTask();

    /// <summary>Says goodbye; the agent has handled all that was sent before when its own goodbye comes.</summary>
    public Task CloseOutputAsync() => socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);

    /// <summary>As when a cable is pulled: no goodbye.</summary>
    public void Cut()
    {
        if (released.Task.IsCompleted) return;
        context.Abort();
        released.TrySetResult();
    }
}
