using MeshEvents.Agent.Platform;
using MeshEvents.Agent.Platform.Desktop;
using MeshEvents.Agent.Platform.Jpeg;

namespace MeshEvents.Agent.Channels.Desktop;

/// <summary>
/// One open screen and all who watch it. It is looked at only when something was drawn, when somebody waits for news, and not more often than the
/// most impatient of them asks for: an unchanged screen costs nothing, a screen whose viewers are all busy is left alone.
/// </summary>
sealed class ScreenWatch : IAsyncDisposable
{
    /// <summary>Not worth waiting for: timers are no finer.</summary>
    public static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(2);

    readonly IScreen screen;
    readonly TimeProvider time;
    readonly CancellationTokenSource stop = new();
    readonly Lock gate = new();
    readonly List<ScreenViewer> viewers = [];
    readonly Pulse wanted = new();
    readonly Task running;
    volatile SharedPicture picture;
    volatile bool looked;
    volatile ScreenUnavailable? over;

    public ScreenWatch(IScreen screen, TimeProvider time)
    {
        this.screen = screen;
        this.time = time;
        picture = new(screen.State.Width, screen.State.Height);
        running = RunAsync();
        // who is paused or slow does not wait for the screen, and learns of its end all the same
        screen.Over.ContinueWith(_ => wanted.Set(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    public PictureEncoder Encoder { get; } = new(JpegEncoders.Best());

    public ScreenState State => screen.State;

    public SharedPicture Picture => picture;

    /// <summary>The whole picture was seen at least once: before that it is black, and nobody's screen.</summary>
    public bool Looked => looked;

    /// <summary>Why there is no more to see; null as long as there is.</summary>
    public ScreenUnavailable? Over => over;

    /// <exception cref="ScreenUnavailable">There is no more to see.</exception>
    public void ThrowIfOver()
    {
        if (over is { } why) throw why;
    }

    public ScreenViewer Add()
    {
        var viewer = new ScreenViewer(this, screen.NewInput());
        lock (gate) viewers.Add(viewer);
        return viewer;
    }

    /// <returns>How many are left.</returns>
    public int Remove(ScreenViewer viewer)
    {
        lock (gate)
        {
            viewers.Remove(viewer);
            return viewers.Count;
        }
    }

    /// <summary>Somebody waits for news.</summary>
    public void Want() => wanted.Set();

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running;
        await screen.DisposeAsync();
        Encoder.Dispose();
        stop.Dispose();
    }

    async Task RunAsync()
    {
        await Task.Yield();
        try
        {
            for (var last = 0L; ;)
            {
                while (!AnybodyWaits() && !screen.Over.IsCompleted) await wanted.WaitAsync(stop.Token);
                if (last != 0 && Interval() - time.GetElapsedTime(last) is var early && early > Slack) await Task.Delay(early, time, stop.Token);
                var where = await screen.ChangedAsync(stop.Token);
                last = time.GetTimestamp();
                await LookAsync(where);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            over = new("The agent stopped watching.");
        }
        catch (ScreenUnavailable e)
        {
            over = e;
        }
        Tell();
    }

    async ValueTask LookAsync(PixelArea where)
    {
        var state = screen.State;
        if ((state.Width, state.Height) != (picture.Width, picture.Height))
        {
            looked = false;
            picture = new(state.Width, state.Height, picture.Generation);
        }
        if (!looked) where = picture.Whole;
        if (!where.IsEmpty && await screen.GrabAsync(where, stop.Token))
        {
            picture.Update(where, screen.Pixels);
            looked = true;
        }
        Tell();
    }

    bool AnybodyWaits()
    {
        lock (gate) return viewers.Exists(v => v.Waits);
    }

    TimeSpan Interval()
    {
        lock (gate) return viewers.Count == 0 ? ScreenViewer.DefaultInterval : viewers.Min(v => v.Interval);
    }

    void Tell()
    {
        lock (gate)
        {
            foreach (var viewer in viewers) viewer.Wake();
        }
    }
}
