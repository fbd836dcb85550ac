using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading.Channels;
using MeshEvents.Agent.Platform.Desktop;

namespace MeshEvents.Agent.Platform.Linux.X11;

/// <summary>
/// One X11 display, watched: DAMAGE says where something was drawn, MIT-SHM brings the pixels (or GetImage, where the display cannot attach our memory),
/// XFIXES the name of the pointer's shape, RANDR the monitors, MIT-SCREEN-SAVER whether there is anything to see (X11 Screen Saver Extension 1.0).
/// </summary>
sealed class X11Screen : IScreen
{
    // core requests and events of the X Window System Protocol
    const int ChangeWindowAttributes = 2, GetAtomName = 17, QueryPointer = 38, GetImage = 73, ConfigureNotify = 22, MappingNotify = 34;
    const uint EventMask = 0x800, StructureNotify = 0x20000, AllPlanes = 0xFFFFFFFF;
    const int ZPixmap = 2, BoundingBox = 2, DisplayCursorNotify = 1;
    const int LockMask = 0x2, NumMask = 0x10;
    const int SaverQueryInfo = 1, SaverSelectInput = 2, SaverOn = 1;
    const uint SaverNotify = 1;

    readonly X11Connection display;
    readonly Lock gate = new();
    readonly Channel<bool> news = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    readonly Dictionary<uint, byte> shapes = [];
    X11Extensions has = null!;
    X11Keyboard keyboard = null!;
    uint damage, segment;
    SharedPixels? shared;
    byte[] copied = [];
    int grabbed;
    PixelArea damaged;
    (int Width, int Height) size;
    bool rearranged = true, blank;
    IReadOnlyList<DisplayArea> monitors = [];
    uint? cursorName;
    volatile ScreenState state = new(0, 0, [], 0, 0);

    public X11Screen(X11Place place)
    {
        display = X11Connection.Open(place, OnEvent);
        size = (display.Setup.Width, display.Setup.Height);
        display.Over.ContinueWith(_ => news.Writer.TryComplete(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    public ScreenState State => state;

    public Task Over => display.Over;

    public ReadOnlySpan<byte> Pixels => shared is { } memory ? memory.Bytes[..grabbed] : copied.AsSpan(0, grabbed);

    /// <exception cref="ScreenUnavailable">It is no screen that can be watched.</exception>
    public async Task StartAsync()
    {
        has = await X11Extensions.AskAsync(display);
        if (has.IsXWayland) throw new ScreenUnavailable("The display belongs to Wayland and shows only old programs. Sign in with an X11 session there.");
        if (!has.Damage.Exists) throw new ScreenUnavailable("The display has no DAMAGE extension, without which changes cannot be seen. Start its X server with extensions.");
        if (!display.Setup.IsUsual) throw new ScreenUnavailable($"The screen has {display.Setup.Depth} bits of colour in an unusual order. Set it to 24 bits.");

        keyboard = new(display);
        await keyboard.LoadAsync();
        var root = display.Setup.Root;
        await display.SendAsync(X11Writer.Request(ChangeWindowAttributes).U32(root).U32(EventMask).U32(StructureNotify));
        if (has.Fixes.Exists) await display.SendAsync(has.Fixes.Request(3).U32(root).U32(DisplayCursorNotify));
        await X11Monitors.WatchAsync(display, has.RandR);
        if (has.Saver.Exists)
        {
            await display.SendAsync(has.Saver.Request(SaverSelectInput).U32(root).U32(SaverNotify));
            var saver = await display.AskAsync(has.Saver.Request(SaverQueryInfo).U32(root));
            lock (gate) blank = saver[1] == SaverOn;
        }
        damage = display.NewId();
        await display.CheckAsync(has.Damage.Request(1).U32(damage).U32(root).U8(BoundingBox));
        lock (gate) damaged = new(0, 0, size.Width, size.Height);
        await LearnAsync();
        news.Writer.TryWrite(true);
    }

    public async ValueTask<PixelArea> ChangedAsync(CancellationToken stop)
    {
        try
        {
            await news.Reader.ReadAsync(stop);
        }
        catch (ChannelClosedException e)
        {
            throw Gone(e);
        }
        bool learn;
        lock (gate) learn = rearranged || cursorName is not null || blank != state.Blank;
        return await Guarded(async () =>
        {
            if (learn) await LearnAsync();
            PixelArea where;
            lock (gate) (where, damaged) = (damaged, default);
            // what is drawn from here on is told anew; what was drawn before is in the next grab
            if (!where.IsEmpty) await display.SendAsync(has.Damage.Request(3).U32(damage).U32(0).U32(0));
            return where.Cut(new(0, 0, state.Width, state.Height));
        });
    }

    public ValueTask<bool> GrabAsync(PixelArea area, CancellationToken stop) => Guarded(async () =>
    {
        var bytes = area.Width * area.Height * 4;
        await MakeRoomAsync(area, bytes);
        try
        {
            if (shared is not null)
                await display.AskAsync(has.SharedMemory.Request(4).U32(display.Setup.Root).U16(area.X).U16(area.Y).U16(area.Width).U16(area.Height).U32(AllPlanes).U8(ZPixmap).Zero(3).U32(segment).U32(0)).WaitAsync(stop);
            else
                await CopyAsync(area, stop);
        }
        catch (X11Error e) when (e.Code is 8 or 2)         // "match": the area is no longer inside the screen, which got smaller meanwhile
        {
            return false;
        }
        grabbed = bytes;
        return true;
    });

    public IScreenInput? NewInput() => has.Test.Exists ? new X11Input(display, has.Test, keyboard, () => _ = RelearnAsync()) : null;

    public async ValueTask DisposeAsync()
    {
        await display.DisposeAsync();
        news.Writer.TryComplete();
        shared?.Dispose();
    }

    /// <summary>Locks and the pointer's shape may be others now.</summary>
    async Task RelearnAsync()
    {
        try
        {
            await LearnAsync();
            news.Writer.TryWrite(true);
        }
        catch (Exception e) when (e is IOException or X11Error)
        {
            news.Writer.TryComplete(e);
        }
    }

    async Task LearnAsync()
    {
        (int Width, int Height) now;
        uint? name;
        bool dark, others;
        lock (gate) (now, name, dark, others, rearranged, cursorName) = (size, cursorName, blank, rearranged, false, null);
        var locks = await LocksAsync();
        var cursor = name is { } atom ? await ShapeAsync(atom) : state.Cursor;
        var found = others ? await X11Monitors.AskAsync(display, has.RandR) : null;
        lock (gate)
        {
            monitors = found ?? monitors;
            state = new(now.Width, now.Height, monitors, cursor, locks, dark);
        }
    }

    async Task<byte> LocksAsync()
    {
        var reply = await display.AskAsync(X11Writer.Request(QueryPointer).U32(display.Setup.Root));
        var mask = BinaryPrimitives.ReadUInt16LittleEndian(reply.AsSpan(24));
        return (byte)(((mask & NumMask) != 0 ? 1 : 0) | ((mask & LockMask) != 0 ? 4 : 0));
    }

    async Task<byte> ShapeAsync(uint atom)
    {
        if (atom == 0) return 0;
        if (shapes.TryGetValue(atom, out var known)) return known;
        var reply = await display.AskAsync(X11Writer.Request(GetAtomName).U32(atom));
        var length = BinaryPrimitives.ReadUInt16LittleEndian(reply.AsSpan(8));
        return shapes[atom] = X11Cursors.ShapeOf(Encoding.ASCII.GetString(reply.AsSpan(32, Math.Min(length, reply.Length - 32))));
    }

    /// <summary>Room for a picture of the whole screen. Shared memory when the display attaches it: one of another user may not.</summary>
    async Task MakeRoomAsync(PixelArea area, int bytes)
    {
        if (shared?.Size >= bytes || shared is null && copied.Length >= bytes) return;
        var whole = Math.Max(bytes, state.Width * state.Height * 4);
        if (shared is not null) await display.SendAsync(has.SharedMemory.Request(2).U32(segment));
        shared?.Dispose();
        shared = has.SharedMemory.Exists && copied.Length == 0 ? SharedPixels.TryMake(whole) : null;
        if (shared is not null)
        {
            segment = display.NewId();
            try
            {
                await display.CheckAsync(has.SharedMemory.Request(1).U32(segment).U32(shared.Id).U8(0));
                shared.Unname();
                return;
            }
            catch (X11Error)
            {
                shared.Dispose();
                shared = null;
            }
        }
        copied = new byte[whole];
    }

    // GetImage in bands, so that no reply is larger than a few megabytes
    async Task CopyAsync(PixelArea area, CancellationToken stop)
    {
        var band = Math.Max(1, 1024 * 1024 / (area.Width * 4));
        for (var y = 0; y < area.Height; y += band)
        {
            var rows = Math.Min(band, area.Height - y);
            var reply = await display.AskAsync(X11Writer.Request(GetImage, ZPixmap).U32(display.Setup.Root).U16(area.X).U16(area.Y + y).U16(area.Width).U16(rows).U32(AllPlanes)).WaitAsync(stop);
            reply.AsSpan(32, Math.Min(reply.Length - 32, rows * area.Width * 4)).CopyTo(copied.AsSpan(y * area.Width * 4));
        }
    }

    void OnEvent(ReadOnlyMemory<byte> packet)
    {
        var e = packet.Span;
        var kind = e[0] & 0x7F;
        if (has is { } known && kind == known.Damage.FirstEvent) Damaged(e[16..]);
        else if (kind == ConfigureNotify && U32(e[8..]) == display.Setup.Root) Resized(e);
        else if (has is { RandR.Exists: true } arranged && (kind == arranged.RandR.FirstEvent || kind == arranged.RandR.FirstEvent + 1)) lock (gate) rearranged = true;
        else if (kind == MappingNotify) keyboard?.Changed();
        else if (has is { Fixes.Exists: true } with && kind == with.Fixes.FirstEvent + 1) lock (gate) cursorName = U32(e[16..]);
        else if (has is { Saver.Exists: true } saving && kind == saving.Saver.FirstEvent) lock (gate) blank = e[1] != 0;          // off, on, or on with the next picture
        else return;
        news.Writer.TryWrite(true);
    }

    // i16 x, y | u16 width, height
    void Damaged(ReadOnlySpan<byte> e)
    {
        var area = new PixelArea(BinaryPrimitives.ReadInt16LittleEndian(e), BinaryPrimitives.ReadInt16LittleEndian(e[2..]), BinaryPrimitives.ReadUInt16LittleEndian(e[4..]), BinaryPrimitives.ReadUInt16LittleEndian(e[6..]));
        lock (gate) damaged = damaged.With(area);
    }

    void Resized(ReadOnlySpan<byte> e)
    {
        lock (gate)
        {
            size = (BinaryPrimitives.ReadUInt16LittleEndian(e[20..]), BinaryPrimitives.ReadUInt16LittleEndian(e[22..]));
            rearranged = true;          // monitors may be others without another size, too
            damaged = new(0, 0, size.Width, size.Height);
        }
    }

    async ValueTask<T> Guarded<T>(Func<Task<T>> asking)
    {
        try
        {
            return await asking();
        }
        catch (Exception e) when (e is IOException or X11Error)
        {
            throw Gone(e);
        }
    }

    static ScreenUnavailable Gone(Exception e) => new("The screen went away: its session ended, or its display server stopped.", e);

    static uint U32(ReadOnlySpan<byte> from) => MemoryMarshal.Read<uint>(from);
}
