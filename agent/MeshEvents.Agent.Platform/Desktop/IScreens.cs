namespace MeshEvents.Agent.Platform.Desktop;

/// <summary>The screens of this machine: whether one can be watched, and the watching itself.</summary>
public interface IScreens
{
    /// <summary>Null when a screen can be opened now; else a sentence for the person who wants to see it, with what to do about it. May take a few milliseconds.</summary>
    string? WhyNot();

    /// <exception cref="ScreenUnavailable">No screen; the message is the sentence of <see cref="WhyNot"/>.</exception>
    Task<IScreen> OpenAsync(CancellationToken stop);

    /// <summary>Null when the screen can be locked; else a sentence.</summary>
    Task<string?> WhyNoLockAsync();

    /// <summary>Locks the screen, as far as its desktop does so when it is told.</summary>
    /// <returns>False: it cannot be told.</returns>
    Task<bool> LockAsync();

    /// <summary>The clipboard of the screen.</summary>
    /// <param name="limit">UTF-16 units of a text; longer ones are passed over.</param>
    /// <param name="changed">Called with the text that another program has put there; must not wait.</param>
    /// <exception cref="ScreenUnavailable">There is none.</exception>
    Task<IScreenClipboard> OpenClipboardAsync(int limit, Action<string> changed);

    /// <summary>The means to ask and tell the person at this machine; for as long as the agent runs.</summary>
    INotices NewNotices(TimeProvider time);
}

/// <summary>There is no screen, or it went away. The message is a sentence for a person.</summary>
public sealed class ScreenUnavailable(string sentence, Exception? inner = null) : Exception(sentence, inner);

/// <summary>A rectangle of pixels of the whole screen.</summary>
public readonly record struct PixelArea(int X, int Y, int Width, int Height)
{
    public int Right => X + Width;
    public int Bottom => Y + Height;
    public bool IsEmpty => Width <= 0 || Height <= 0;

    public PixelArea Cut(PixelArea by)
    {
        var (x, y) = (Math.Max(X, by.X), Math.Max(Y, by.Y));
        return new(x, y, Math.Max(0, Math.Min(Right, by.Right) - x), Math.Max(0, Math.Min(Bottom, by.Bottom) - y));
    }

    public PixelArea With(PixelArea other)
    {
        if (IsEmpty) return other;
        if (other.IsEmpty) return this;
        var (x, y) = (Math.Min(X, other.X), Math.Min(Y, other.Y));
        return new(x, y, Math.Max(Right, other.Right) - x, Math.Max(Bottom, other.Bottom) - y);
    }
}

/// <summary>One monitor. Ids count from 1; the name is what the system calls it ("HDMI-1"), empty where it has none.</summary>
public readonly record struct DisplayArea(int Id, PixelArea Area, string Name = "", bool Primary = false);

/// <summary>What a screen is beside its pixels. <paramref name="Cursor"/> and <paramref name="Locks"/> are numbers of spec/desktop-protocol.md 1.1 (88, 18).</summary>
/// <param name="Blank">The screen saver is on: what the pixels are is its business, black as a rule, and the session may be locked behind it.</param>
public sealed record ScreenState(int Width, int Height, IReadOnlyList<DisplayArea> Displays, byte Cursor, byte Locks, bool Blank = false);

/// <summary>An open screen. One reader at a time calls <see cref="ChangedAsync"/> and <see cref="GrabAsync"/>; input comes from anywhere.</summary>
public interface IScreen : IAsyncDisposable
{
    /// <summary>As of now.</summary>
    ScreenState State { get; }

    /// <summary>Completes when the screen went away, also while nobody asks what changed.</summary>
    Task Over { get; }

    /// <summary>Waits, without using the processor, until something changed since the last call; returns where pixels may be other ones (empty: only <see cref="State"/>).</summary>
    /// <exception cref="ScreenUnavailable">The screen went away.</exception>
    ValueTask<PixelArea> ChangedAsync(CancellationToken stop);

    /// <summary>Takes the pixels of an area inside the screen; they are in <see cref="Pixels"/> until the next call.</summary>
    /// <returns>False: the screen has another size meanwhile, look at <see cref="State"/>.</returns>
    /// <exception cref="ScreenUnavailable">The screen went away.</exception>
    ValueTask<bool> GrabAsync(PixelArea area, CancellationToken stop);

    /// <summary>The last grab: rows of its width without gaps, four bytes a pixel: blue, green, red, nothing.</summary>
    ReadOnlySpan<byte> Pixels { get; }

    /// <summary>A keyboard and pointer of one person. Null where this screen takes no input.</summary>
    IScreenInput? NewInput();
}

public enum PointerButton
{
    Left,
    Middle,
    Right,
    Back,
    Forward,
}

/// <summary>What one person presses. It knows what is held down, so that nothing stays down when they leave.</summary>
public interface IScreenInput
{
    /// <summary>By Windows virtual-key code; a key that this keyboard lacks is passed over.</summary>
    ValueTask KeyAsync(byte virtualKey, bool extended, bool down);

    /// <summary>Writes a character, whatever the layout of the keyboard.</summary>
    ValueTask TypeAsync(int codePoint);

    ValueTask PointAsync(int x, int y);

    /// <summary>From where the pointer is, as a mouse does it: for programs that take the pointer for themselves.</summary>
    ValueTask MoveAsync(int right, int down);

    /// <summary>Where the pointer is.</summary>
    ValueTask<(int X, int Y)> WhereAsync();

    ValueTask ButtonAsync(PointerButton button, bool down);

    /// <param name="notches">Positive is up.</param>
    ValueTask WheelAsync(int notches);

    /// <summary>Lets go of all keys and buttons that are held.</summary>
    ValueTask ReleaseAsync();
}
