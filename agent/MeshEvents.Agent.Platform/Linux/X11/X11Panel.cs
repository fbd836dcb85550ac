using MeshEvents.Agent.Platform.Desktop;

namespace MeshEvents.Agent.Platform.Linux.X11;

/// <summary>A button of a panel, in the panel's own units.</summary>
readonly record struct PanelButton(int Id, string Words, int X, int Y, int Width, int Height)
{
    public bool Holds(int x, int y) => x >= X && x < X + Width && y >= Y && y < Y + Height;
}

/// <summary>What a panel shows: lines of text and buttons, in characters' own pixels; the screen gets them enlarged.</summary>
/// <param name="Focus">The button that the keyboard is at; -1: none.</param>
sealed record PanelFace(int Width, int Height, uint Ground, IReadOnlyList<(int X, int Y, string Text, uint Colour)> Texts, IReadOnlyList<PanelButton> Buttons, int Focus = -1);

/// <summary>
/// A window of the agent at the top of the screen, above all others and without a window manager's frame. What happens to it is told by
/// <see cref="X11Desk"/>; it is drawn when the display asks for it.
/// </summary>
sealed class X11Panel : IAsyncDisposable
{
    const int CreateWindow = 1, DestroyWindow = 4, MapWindow = 8, ConfigureWindow = 12, SetInputFocus = 42, GetInputFocus = 43;
    const uint BackgroundOverrideEvents = 0x2 | 0x200 | 0x800, KeyPress = 0x1, ButtonPress = 0x4, ButtonRelease = 0x8, Exposure = 0x8000, Visibility = 0x10000, Raised = 0x40;
    const uint ButtonGround = 0xE6E6E6, ButtonInk = 0x101010, Mark = 0xFFC83C;

    readonly X11Connection display;
    readonly X11Font font;
    readonly int scale;
    readonly SemaphoreSlim drawing = new(1, 1);
    PanelFace face;
    (uint Window, int Revert)? before;

    X11Panel(X11Connection display, X11Font font, PanelFace face, PixelArea area, int scale)
    {
        (this.display, this.font, this.face, this.scale, Area) = (display, font, face, scale, area);
        Window = display.NewId();
    }

    public uint Window { get; }

    /// <summary>Where it is on the screen, in pixels.</summary>
    public PixelArea Area { get; }

    public PanelFace Face => face;

    /// <summary>Called with the button that was pressed and let go inside.</summary>
    public Action<int>? Pressed { get; init; }

    /// <summary>Called with the key code and its modifiers.</summary>
    public Action<byte, int>? Typed { get; init; }

    int armed = -1;

    /// <param name="monitor">The monitor in whose middle it stands, <paramref name="top"/> pixels from its upper edge.</param>
    public static async Task<X11Panel> ShowAsync(X11Connection display, X11Font font, PanelFace face, PixelArea monitor, int top, Action<int> pressed, Action<byte, int>? typed, Action<X11Panel> known)
    {
        var scale = monitor.Width switch { >= 3000 => 3, >= 1000 => 2, _ => 1 };
        var (wide, high) = (face.Width * scale, face.Height * scale);
        var area = new PixelArea(monitor.X + Math.Max(0, (monitor.Width - wide) / 2), monitor.Y + top, wide, high);
        var panel = new X11Panel(display, font, face, area, scale) { Pressed = pressed, Typed = typed };
        known(panel);          // before its first event can come
        await display.CheckAsync(X11Writer.Request(CreateWindow).U32(panel.Window).U32(display.Setup.Root).U16(area.X).U16(area.Y).U16(wide).U16(high).U16(0).U16(1).U32(0)
            .U32(BackgroundOverrideEvents).U32(face.Ground).U32(1).U32(KeyPress | ButtonPress | ButtonRelease | Exposure | Visibility));
        await display.CheckAsync(X11Writer.Request(MapWindow).U32(panel.Window));
        await panel.DrawAsync();
        return panel;
    }

    public Task ChangeAsync(PanelFace to)
    {
        face = to;
        return DrawAsync();
    }

    public ValueTask RaiseAsync() => display.SendAsync(X11Writer.Request(ConfigureWindow).U32(Window).U16((int)Raised).U16(0).U32(0));

    /// <summary>Takes the keyboard, until the panel goes.</summary>
    public async Task TakeKeysAsync()
    {
        var reply = await display.AskAsync(X11Writer.Request(GetInputFocus));
        before = (System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(reply.AsSpan(8)), reply[1]);
        await display.SendAsync(X11Writer.Request(SetInputFocus, 1).U32(Window).U32(0));
    }

    public async Task DrawAsync()
    {
        await drawing.WaitAsync();
        try
        {
            var shown = face;
            await using var surface = await X11Surface.MakeAsync(display, font, shown.Width, shown.Height);
            await surface.FillAsync(0, 0, shown.Width, shown.Height, shown.Ground);
            foreach (var (x, y, text, colour) in shown.Texts) await surface.WriteAsync(x, y, text, colour, shown.Ground);
            foreach (var button in shown.Buttons)
            {
                if (button.Id == shown.Focus) await surface.FillAsync(button.X - 2, button.Y - 2, button.Width + 4, button.Height + 4, Mark);
                await surface.FillAsync(button.X, button.Y, button.Width, button.Height, ButtonGround);
                var words = Math.Min(button.Words.Length * font.Width, button.Width);
                await surface.WriteAsync(button.X + (button.Width - words) / 2, button.Y + (button.Height - font.Height) / 2, button.Words, ButtonInk, ButtonGround);
            }
            await surface.ShowAsync(Window, scale);
        }
        finally
        {
            drawing.Release();
        }
    }

    /// <summary>The left button went down or up at a place of the window, in its pixels. It counts when both were on the same button.</summary>
    public void Point(bool down, int x, int y)
    {
        var on = face.Buttons.Where(b => b.Holds(x / scale, y / scale)).Select(b => b.Id).DefaultIfEmpty(-1).First();
        if (down) armed = on;
        else if (on >= 0 && on == armed) Pressed?.Invoke(on);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await display.SendAsync(X11Writer.Request(DestroyWindow).U32(Window));
            if (before is var (window, revert)) await display.SendAsync(X11Writer.Request(SetInputFocus, revert).U32(window).U32(0));
            await display.AskAsync(X11Writer.Request(GetInputFocus));          // it is gone when this is answered
        }
        catch (Exception e) when (e is IOException or X11Error)
        {
            return;            // the display is gone, and the window with it
        }
    }
}
