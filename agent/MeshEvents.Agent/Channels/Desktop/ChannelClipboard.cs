using System.Net.WebSockets;
using System.Threading.Channels;
using MeshEvents.Agent.Connection;
using MeshEvents.Agent.Platform.Desktop;
using MeshEvents.Wire.Relay;

namespace MeshEvents.Agent.Channels.Desktop;

/// <summary>
/// The clipboard in one desktop tunnel, once the person at the other end wants it: what is copied on the screen is sent, the newest alone; what they send is put
/// there. A screen without a clipboard is shown all the same.
/// </summary>
sealed class ChannelClipboard(ServerSocket socket, SharedScreen screen) : IAsyncDisposable
{
    readonly Channel<string> news = Channel.CreateBounded<string>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
    IScreenClipboard? clipboard;
    Task sending = Task.CompletedTask;
    volatile bool wanted;
    volatile string? last;

    public async ValueTask WantAsync(bool on)
    {
        wanted = on;
        if (on) await OpenAsync();
    }

    public async ValueTask SetAsync(string text)
    {
        if (!wanted || await OpenAsync() is not { } open) return;
        last = text;
        try
        {
            await open.SetAsync(text);
        }
        catch (ScreenUnavailable)
        {
            await CloseAsync();            // the next one tries again
        }
    }

    public async ValueTask DisposeAsync()
    {
        news.Writer.TryComplete();
        await CloseAsync();
        await sending;
    }

    async ValueTask<IScreenClipboard?> OpenAsync()
    {
        if (clipboard is not null) return clipboard;
        try
        {
            clipboard = await screen.OpenClipboardAsync(text => news.Writer.TryWrite(text));
            if (sending.IsCompleted) sending = SendAsync();
            return clipboard;
        }
        catch (ScreenUnavailable e)
        {
            await socket.SendTextAsync(RelayControlWriter.Write(new RelayConsole($"The clipboard cannot be shared. {e.Message}", Timeout: Tunnel.PassingNotice)));
            return null;
        }
    }

    async ValueTask CloseAsync()
    {
        if (clipboard is { } open) await open.DisposeAsync();
        clipboard = null;
    }

    async Task SendAsync()
    {
        await Task.Yield();
        try
        {
            await foreach (var text in news.Reader.ReadAllAsync())
            {
                if (!wanted || text == last) continue;
                last = text;
                await socket.SendTextAsync(RelayControlWriter.Write(new RelayClipboard(text)));
            }
        }
        catch (WebSocketException)
        {
            return;            // the receiving sees it too
        }
    }
}
