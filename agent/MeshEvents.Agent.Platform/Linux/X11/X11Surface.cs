namespace MeshEvents.Agent.Platform.Linux.X11;

/// <summary>
/// A picture that is drawn at its natural size on the display and then put into a window enlarged by a whole number: the fonts that every display has are too
/// small for the screens of today. Drawn by one task at a time.
/// </summary>
sealed class X11Surface : IAsyncDisposable
{
    const int CreatePixmap = 53, FreePixmap = 54, CreateGC = 55, ChangeGC = 56, FreeGC = 60, FillRectangle = 70, PutImage = 72, GetImage = 73, ImageText16 = 77;
    const uint Foreground = 0x4, ForegroundAndBackground = 0xC, ForegroundAndFont = 0x4004, AllPlanes = 0xFFFFFFFF;
    const int ZPixmap = 2, BytesAtOnce = 200 * 1024, TextLimit = 255;

    readonly X11Connection display;
    readonly X11Font font;
    readonly uint pixmap, context;
    readonly int width, height;

    X11Surface(X11Connection display, X11Font font, int width, int height)
    {
        (this.display, this.font, this.width, this.height) = (display, font, width, height);
        (pixmap, context) = (display.NewId(), display.NewId());
    }

    public static async Task<X11Surface> MakeAsync(X11Connection display, X11Font font, int width, int height)
    {
        var made = new X11Surface(display, font, width, height);
        await display.SendAsync(X11Writer.Request(CreatePixmap, display.Setup.Depth).U32(made.pixmap).U32(display.Setup.Root).U16(width).U16(height));
        await display.CheckAsync(X11Writer.Request(CreateGC).U32(made.context).U32(made.pixmap).U32(ForegroundAndFont).U32(0).U32(font.Id));
        return made;
    }

    public async Task FillAsync(int x, int y, int wide, int high, uint colour)
    {
        await display.SendAsync(X11Writer.Request(ChangeGC).U32(context).U32(Foreground).U32(colour));
        await display.SendAsync(X11Writer.Request(FillRectangle).U32(pixmap).U32(context).U16(x).U16(y).U16(wide).U16(high));
    }

    /// <param name="y">The top of the line.</param>
    public async Task WriteAsync(int x, int y, string text, uint colour, uint ground)
    {
        var characters = font.Characters(text);
        var count = Math.Min(characters.Length / 2, TextLimit);
        if (count == 0) return;
        await display.SendAsync(X11Writer.Request(ChangeGC).U32(context).U32(ForegroundAndBackground).U32(colour).U32(ground));
        await display.SendAsync(X11Writer.Request(ImageText16, count).U32(pixmap).U32(context).U16(x).U16(y + font.Ascent).Bytes(characters.AsSpan(0, count * 2)));
    }

    /// <summary>Puts the picture into a window that is <paramref name="scale"/> times as large.</summary>
    public async Task ShowAsync(uint window, int scale)
    {
        var reply = await display.AskAsync(X11Writer.Request(GetImage, ZPixmap).U32(pixmap).U16(0).U16(0).U16(width).U16(height).U32(AllPlanes));
        if (reply.Length - 32 < width * height * 4) return;
        var wide = width * scale;
        var rows = Math.Max(1, BytesAtOnce / (wide * 4));
        var band = new byte[rows * wide * 4];
        for (var top = 0; top < height * scale; top += rows)
        {
            var high = Math.Min(rows, height * scale - top);
            for (var row = 0; row < high; row++) Enlarge(reply.AsSpan(32 + (top + row) / scale * width * 4, width * 4), band.AsSpan(row * wide * 4), scale);
            await display.SendAsync(X11Writer.Request(PutImage, ZPixmap).U32(window).U32(context).U16(wide).U16(high).U16(0).U16(top).U8(0).U8(display.Setup.Depth).U16(0).Bytes(band.AsSpan(0, high * wide * 4)));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await display.SendAsync(X11Writer.Request(FreeGC).U32(context));
        await display.SendAsync(X11Writer.Request(FreePixmap).U32(pixmap));
    }

    static void Enlarge(ReadOnlySpan<byte> row, Span<byte> to, int scale)
    {
        for (var x = 0; x < row.Length / 4; x++)
        {
            var pixel = row.Slice(x * 4, 4);
            for (var i = 0; i < scale; i++) pixel.CopyTo(to[((x * scale + i) * 4)..]);
        }
    }
}
