using MeshEvents.Agent.Platform;
using MeshEvents.Agent.Platform.Desktop;

namespace MeshEvents.Agent.Channels.Desktop;

/// <summary>One who watches: what of the screen, how often, and up to which generation they have seen it.</summary>
sealed class ScreenViewer(ScreenWatch watch, IScreenInput? input)
{
    public static readonly TimeSpan DefaultInterval = TimeSpan.FromMilliseconds(100), Shortest = TimeSpan.FromMilliseconds(20), Longest = TimeSpan.FromSeconds(5);

    readonly Pulse news = new();
    volatile bool waits;
    long interval = DefaultInterval.Ticks;
    SharedPicture? last;
    long seen;

    public IScreenInput? Input => input;

    public ScreenWatch Watch => watch;

    /// <summary>Nothing to do until the screen is looked at again.</summary>
    public bool Waits => waits;

    /// <summary>Between two looks at the screen.</summary>
    public TimeSpan Interval
    {
        get => new(Interlocked.Read(ref interval));
        set => Interlocked.Exchange(ref interval, Math.Clamp(value.Ticks, Shortest.Ticks, Longest.Ticks));
    }

    /// <summary>Of the monitors; 0: all of them.</summary>
    public int Display { get; set; }

    /// <summary>What of the screen is shown.</summary>
    public PixelArea View
    {
        get
        {
            var whole = watch.Picture.Whole;
            var one = watch.State.Displays.FirstOrDefault(d => d.Id == Display).Area.Cut(whole);
            return one.IsEmpty ? whole : one;
        }
    }

    /// <summary>Everything is to be sent again.</summary>
    public void Forget() => Interlocked.Exchange(ref seen, 0);

    /// <summary>The picture changed since it was taken last; perhaps not where this viewer looks.</summary>
    public bool MayHaveNews => watch.Looked && (watch.Picture != last || Interlocked.Read(ref seen) < watch.Picture.Generation);

    /// <summary>Look again: the screen changed, or what this viewer wants.</summary>
    public void Wake() => news.Set();

    /// <summary>Packets for what changed since the last call: what was missed comes as it is now, not as it was.</summary>
    /// <exception cref="ScreenUnavailable">There is no more to see.</exception>
    public IReadOnlyList<byte[]> Take(PictureLook look)
    {
        watch.ThrowIfOver();
        if (!watch.Looked) return [];
        var (picture, view) = (watch.Picture, View);
        if (picture != last) Forget();
        last = picture;
        var from = Interlocked.Read(ref seen);
        var (areas, to) = picture.Since(from, view);
        if (areas.Count == 0) return [];
        Interlocked.CompareExchange(ref seen, to, from);          // a refresh in between counts
        return watch.Encoder.Encode(picture, from, to, view, areas, look);
    }

    /// <summary>Waits until there may be something to take, or until <see cref="Wake"/>.</summary>
    public async ValueTask WaitAsync(bool forScreen, CancellationToken stop)
    {
        waits = forScreen;
        if (forScreen) watch.Want();
        try
        {
            await news.WaitAsync(stop);
        }
        finally
        {
            waits = false;
        }
    }
}
