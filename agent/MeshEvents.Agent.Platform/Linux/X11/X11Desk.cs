using System.Buffers.Binary;
using MeshEvents.Agent.Platform.Desktop;

namespace MeshEvents.Agent.Platform.Linux.X11;

/// <summary>
/// The connection over which the agent shows its own windows, and their events. It is another one than that of the picture: a screen that nobody watches can
/// still be asked. Events are handed on from the connection's one reading loop; what they cause runs beside it.
/// </summary>
sealed class X11Desk : IAsyncDisposable
{
    const int KeyPressed = 2, ButtonPressed = 4, ButtonReleased = 5, Expose = 12, VisibilityChanged = 15, MadeByAnotherProgram = 0x80;
    static readonly TimeSpan raiseAgain = TimeSpan.FromSeconds(1);

    readonly TimeProvider time;
    readonly Lock gate = new();
    readonly List<X11Panel> panels = [];
    X11Connection display = null!;
    X11Font font = null!;
    X11Keyboard keyboard = null!;
    PixelArea monitor;
    long raised;
    int raising;

    X11Desk(TimeProvider time) => this.time = time;

    /// <summary>Completes when the display is gone.</summary>
    public Task Over => display.Over;

    public X11Font Font => font;

    /// <summary>Null where there is no display, or none that lets us in.</summary>
    public static async Task<X11Desk?> TryOpenAsync(Func<Action<ReadOnlyMemory<byte>>, X11Connection> connect, TimeProvider time)
    {
        var desk = new X11Desk(time);
        try
        {
            desk.display = connect(desk.OnEvent);
            await desk.PrepareAsync();
            return desk;
        }
        catch (Exception e) when (e is ScreenUnavailable or IOException or X11Error)
        {
            if (desk.display is not null) await desk.display.DisposeAsync();
            return null;
        }
    }

    /// <exception cref="IOException">The display is gone.</exception>
    /// <exception cref="X11Error">It refused.</exception>
    /// <param name="atEdge">At the upper edge, where the bar is; else below it.</param>
    public Task<X11Panel> ShowAsync(PanelFace face, Action<int> pressed, Action<byte, int>? typed = null, bool atEdge = false) => X11Panel.ShowAsync(display, font, face, monitor, atEdge ? 0 : monitor.Height / 8, pressed, typed, known: panel =>
    {
        lock (gate) panels.Add(panel);
    });

    public async Task HideAsync(X11Panel panel)
    {
        lock (gate) panels.Remove(panel);
        await panel.DisposeAsync();
    }

    /// <summary>One of the agent's windows is at this pixel.</summary>
    public bool Covers(int x, int y)
    {
        lock (gate) return panels.Exists(p => !p.Area.Cut(new(x, y, 1, 1)).IsEmpty);
    }

    /// <summary>The key for a virtual-key code; 0: this keyboard has none.</summary>
    public ValueTask<byte> KeyOfAsync(byte virtualKey) => keyboard.KeyOfAsync(virtualKey, extended: false);

    public ValueTask DisposeAsync() => display.DisposeAsync();

    async Task PrepareAsync()
    {
        if (!display.Setup.IsUsual) throw new ScreenUnavailable("The screen has an unusual order of colours.");
        font = await X11Font.OpenAsync(display);
        keyboard = new(display);
        await keyboard.LoadAsync();
        var has = await X11Extensions.AskAsync(display);
        monitor = (await X11Monitors.AskAsync(display, has.RandR)).Select(m => m.Area).FirstOrDefault(new PixelArea(0, 0, display.Setup.Width, display.Setup.Height));
    }

    void OnEvent(ReadOnlyMemory<byte> packet)
    {
        var e = packet.Span;
        // a program that sends events by itself is no person's hand
        if ((e[0] & MadeByAnotherProgram) != 0) return;
        switch (e[0])
        {
            case Expose when Find(U32(e, 4)) is { } panel: _ = DrawAsync(panel.DrawAsync()); break;
            case VisibilityChanged when e[8] != 0 && Find(U32(e, 4)) is { } panel: Raise(panel); break;
            case ButtonPressed or ButtonReleased when e[1] == 1 && Find(U32(e, 12)) is { } panel: panel.Point(e[0] == ButtonPressed, I16(e, 24), I16(e, 26)); break;
            case KeyPressed when Find(U32(e, 12)) is { } panel: panel.Typed?.Invoke(e[1], BinaryPrimitives.ReadUInt16LittleEndian(e[28..])); break;
        }
    }

    X11Panel? Find(uint window)
    {
        lock (gate) return panels.Find(p => p.Window == window);
    }

    /// Not more than once a second: a program that wants to be above all others too must not make a race of it.
    void Raise(X11Panel panel)
    {
        if (Interlocked.Exchange(ref raising, 1) == 0) _ = DrawAsync(RaiseAsync());

        async Task RaiseAsync()
        {
            try
            {
                if (raised != 0 && raiseAgain - time.GetElapsedTime(raised) is { Ticks: > 0 } early) await Task.Delay(early, time);
                raised = time.GetTimestamp();
                await panel.RaiseAsync();
            }
            finally
            {
                Interlocked.Exchange(ref raising, 0);
            }
        }
    }

    static async Task DrawAsync(Task drawing)
    {
        try
        {
            await drawing;
        }
        catch (Exception e) when (e is IOException or X11Error)
        {
            return;          // the window went meanwhile, or the display; who shows it learns that from Over
        }
    }

    static uint U32(ReadOnlySpan<byte> e, int at) => BinaryPrimitives.ReadUInt32LittleEndian(e[at..]);

    static int I16(ReadOnlySpan<byte> e, int at) => BinaryPrimitives.ReadInt16LittleEndian(e[at..]);
}
