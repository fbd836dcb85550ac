using System.Net.WebSockets;
using MeshEvents.Agent.Connection;
using MeshEvents.Agent.Platform.Desktop;
using MeshEvents.Wire;
using MeshEvents.Wire.Desktop;
using MeshEvents.Wire.Relay;

namespace MeshEvents.Agent.Channels.Desktop;

/// <summary>
/// The screen in a tunnel (spec/desktop-protocol.md 1): packets both ways in binary messages, text is control. Ends with <c>close</c>, with the tunnel,
/// or with the screen, which is told in words.
/// </summary>
sealed class DesktopChannel(ServerSocket socket, SharedScreen screen, InputLevel level, RelayOptions options, INotices notices, TimeProvider time)
{
    static readonly SendBounds bounds = new(48 * 1024, 256 * 1024, 4 * 1024 * 1024, Soon: TimeSpan.FromMilliseconds(120), Late: TimeSpan.FromMilliseconds(300));

    readonly DesktopStream incoming = new(level);
    readonly Lock gate = new();
    readonly SendWindow window = new(bounds, time);
    PictureLook look = PictureLook.Of(PictureLook.DefaultQuality, grey: false);
    readonly ChannelClipboard clipboard = new(socket, screen);
    bool paused, again, shapesAgain, locks;

    /// <exception cref="ScreenUnavailable">There is no screen to show.</exception>
    public async Task RunAsync()
    {
        using var stop = new CancellationTokenSource();
        var viewer = await screen.JoinAsync(stop.Token);
        var hand = viewer.Input is { } input ? new DesktopHand(input, () => viewer.View, notices) : null;
        var receiving = ReceiveAsync(viewer, hand);
        var sending = SendAsync(viewer, stop.Token);
        var first = await Task.WhenAny(receiving, sending);
        await LeaveAsync(viewer, hand);
        await stop.CancelAsync();
        if (first.Exception?.InnerException is ScreenUnavailable or InvalidDataException) await SayAsync(first.Exception.InnerException.Message);
        socket.Stop();
        await Task.WhenAll(receiving, sending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (first.Exception?.InnerException is WebSocketException broken) throw new WebSocketException(broken.Message, broken);
    }

    async Task LeaveAsync(ScreenViewer viewer, DesktopHand? hand)
    {
        try
        {
            if (hand is not null) await hand.ReleaseAsync();
        }
        catch (ScreenUnavailable)
        {
            return;            // nothing is held on a screen that is gone
        }
        finally
        {
            await clipboard.DisposeAsync();
            await screen.LeaveAsync(viewer);
            if (locks) await screen.LockAsync();
        }
    }

    async Task SayAsync(string sentence)
    {
        try
        {
            await socket.SendBinaryAsync(DesktopWriter.Write(new DesktopAlert(sentence)));
            await Tunnel.RefuseAsync(socket, sentence);
        }
        catch (WebSocketException)
        {
            return;            // nobody there to read it
        }
    }

    async Task ReceiveAsync(ScreenViewer viewer, DesktopHand? hand)
    {
        while (await socket.ReceiveAsync(RelayControlReader.ClipboardSizeLimit) is { } message)
        {
            if (!message.IsText)
            {
                foreach (var packet in incoming.Take(message.Bytes.Span)) await DoAsync(packet, viewer, hand);
            }
            else if (await ControlAsync(message.Bytes, viewer))
            {
                return;
            }
        }
    }

    /// <returns>True when the session is to end.</returns>
    async ValueTask<bool> ControlAsync(ReadOnlyMemory<byte> text, ScreenViewer viewer)
    {
        if (RelayControlReader.Read(text, inStart: false, out var control, out _) != Reading.Done) return false;
        switch (control)
        {
            case RelayRtt or RelayPing: await socket.SendTextAsync(RelayControlWriter.Write(control is RelayPing ? new RelayPong() : control)); break;
            case RelayAck ack:
                lock (gate) window.Arrived(ack.Bytes);
                viewer.Wake();
                break;
            // who may only look neither puts anything into the clipboard nor hears what is in it
            case RelayClipboard given when level is not InputLevel.ViewOnly: await clipboard.SetAsync(given.Text); break;
            case RelayClipboardWanted wanted when level is not InputLevel.ViewOnly: await clipboard.WantAsync(wanted.On); break;
            case RelayAutoLock wish when level is not InputLevel.ViewOnly: await LockLaterAsync(wish.On); break;
            case RelayClose: return true;
        }
        return false;
    }

    /// <summary>Whether the screen is locked when this session ends, however it does; the other side is told, and why not.</summary>
    async Task LockLaterAsync(bool on)
    {
        var why = on ? await screen.WhyNoLockAsync() : null;
        locks = on && why is null;
        await socket.SendTextAsync(RelayControlWriter.Write(new RelayAutoLock(locks)));
        if (why is not null) await socket.SendTextAsync(RelayControlWriter.Write(new RelayConsole(why, Timeout: Tunnel.PassingNotice)));
    }

    async ValueTask DoAsync(DesktopInput packet, ScreenViewer viewer, DesktopHand? hand)
    {
        switch (packet)
        {
            case DesktopCompression wish:
                lock (gate) look = PictureLook.Of(wish.Quality, grey: wish.Type == GreyType);
                if (wish.Timer is { } milliseconds) viewer.Interval = TimeSpan.FromMilliseconds(milliseconds);
                break;
            case DesktopFrameTimer timer: viewer.Interval = TimeSpan.FromMilliseconds(timer.Milliseconds); break;
            case DesktopPause pause: lock (gate) paused = pause.On; break;
            case DesktopRefresh: Again(viewer); break;
            case DesktopSetDisplay choice:
                viewer.Display = choice.Id == DesktopDisplays.All ? 0 : choice.Id;
                Again(viewer);
                break;
            case DesktopAskDisplays or DesktopAskDisplayInfo: lock (gate) shapesAgain = true; break;
            case DesktopSetInputLock: await socket.SendBinaryAsync(DesktopWriter.Write(new DesktopInputLock(false))); return;
            default:
                if (hand is not null) await hand.DoAsync(packet);
                return;
        }
        viewer.Wake();
    }

    /// <summary>The picture type of COMPRESSION by which our own console asks for brightness alone; stock agents know 1 to 4.</summary>
    public const byte GreyType = 0x81;

    void Again(ScreenViewer viewer)
    {
        lock (gate) again = shapesAgain = true;
        viewer.Forget();
    }

    async Task SendAsync(ScreenViewer viewer, CancellationToken stop)
    {
        var told = new ScreenTold();
        for (var last = 0L; ;)
        {
            PictureLook how;
            bool held;
            lock (gate)
            {
                if (again) told.ForgetSize();
                if (shapesAgain) told.ForgetDisplays();
                (again, shapesAgain, how) = (false, false, look);
                held = paused || options.Acks && !window.IsOpen;
            }
            foreach (var packet in told.News(viewer)) await PutAsync(DesktopWriter.Write(packet));
            foreach (var name in told.Names()) await socket.SendTextAsync(RelayControlWriter.Write(name));
            if (told.Words(viewer, touches: level is not InputLevel.ViewOnly) is { } words) await socket.SendTextAsync(RelayControlWriter.Write(words));
            viewer.Watch.ThrowIfOver();             // who is paused or slow learns it too
            if (held)
            {
                await viewer.WaitAsync(forScreen: false, stop);
                continue;
            }
            if (!viewer.MayHaveNews)
            {
                await viewer.WaitAsync(forScreen: true, stop);
                continue;
            }
            // from picture to picture: the time that encoding and sending take is part of the interval
            if (last != 0 && viewer.Interval - time.GetElapsedTime(last) is var early && early > ScreenWatch.Slack) await Task.Delay(early, time, stop);

            var begun = time.GetTimestamp();
            var packets = viewer.Take(how);
            if (packets.Count > 0) last = begun;
            foreach (var packet in packets) await PutAsync(packet);
            if (packets.Count == 0) await viewer.WaitAsync(forScreen: true, stop);
        }
    }

    async Task PutAsync(byte[] packet)
    {
        lock (gate) window.Sent(packet.Length);
        await socket.SendBinaryAsync(packet);
    }
}
