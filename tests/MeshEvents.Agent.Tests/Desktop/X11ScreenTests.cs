using MeshEvents.Agent.Platform.Desktop;
using MeshEvents.Agent.Platform.Linux.X11;
using MeshEvents.Agent.Tests.Support;

namespace MeshEvents.Agent.Tests.Desktop;

/// <summary>A real X server, watched and worked with.</summary>
public sealed class X11ScreenTests
{
    static readonly CancellationToken never = CancellationToken.None;

    static (byte Blue, byte Green, byte Red) At(IScreen screen, PixelArea area, int x, int y)
    {
        var at = ((y - area.Y) * area.Width + x - area.X) * 4;
        return (screen.Pixels[at], screen.Pixels[at + 1], screen.Pixels[at + 2]);
    }

    static async Task<PixelArea> NextAsync(IScreen screen) => await Deadline.Within(screen.ChangedAsync(never).AsTask(), "the screen to change");

    /// <summary>Waits until the pixel has this colour; looks only when the screen says that something changed.</summary>
    static async Task ShowsAsync(IScreen screen, int x, int y, (byte Blue, byte Green, byte Red) colour)
    {
        while (true)
        {
            var area = await NextAsync(screen);
            if (area.IsEmpty || !await screen.GrabAsync(area, never) || area.Cut(new(x, y, 1, 1)).IsEmpty) continue;
            if (At(screen, area, x, y) == colour) return;
        }
    }

    [Fact] public async Task What_is_drawn_is_seen_where_it_was_drawn()
    {
        await using var display = await VirtualDisplay.StartAsync(640, 480);
        Assert.Null(display.Screens.WhyNot());
        await using var screen = await display.Screens.OpenAsync(never);
        Assert.Equal((640, 480), (screen.State.Width, screen.State.Height));
        Assert.Equal(new PixelArea(0, 0, 640, 480), await NextAsync(screen));
        Assert.True(await screen.GrabAsync(new(0, 0, 640, 480), never));
        Assert.Equal(640 * 480 * 4, screen.Pixels.Length);

        await display.OutputOfAsync("xsetroot", "-solid", "#3264c8");
        await ShowsAsync(screen, 639, 479, (0xC8, 0x64, 0x32));
        Assert.True(await screen.GrabAsync(new(10, 20, 7, 3), never));
        Assert.Equal((0xC8, 0x64, 0x32), At(screen, new(10, 20, 7, 3), 16, 22));
    }

    [Fact] public async Task A_window_is_news_where_it_opens_and_nothing_is_said_of_a_quiet_screen()
    {
        await using var display = await VirtualDisplay.StartAsync(640, 480);
        await display.OutputOfAsync("xsetroot", "-solid", "black");
        await using var screen = await display.Screens.OpenAsync(never);
        await NextAsync(screen);
        var quiet = screen.ChangedAsync(never).AsTask();
        Assert.False(quiet.IsCompleted);
        display.Run("xev", "-geometry", "100x80+200+150");
        var area = await Deadline.Within(quiet, "the window");
        while (area.IsEmpty || !await screen.GrabAsync(area, never) || area.Cut(new(250, 200, 1, 1)).IsEmpty || At(screen, area, 250, 200) != (255, 255, 255)) area = await NextAsync(screen);
        Assert.True(area.X >= 190 && area.Right <= 320, $"the news was {area}");
    }

    [Fact] public async Task Monitors_are_known_by_name_and_place_and_told_when_they_come_and_go()
    {
        await using var display = await VirtualDisplay.StartAsync(640, 480);
        await using var screen = await display.Screens.OpenAsync(never);
        Assert.Equal([new(1, new(0, 0, 640, 480), "screen")], screen.State.Displays.Select(d => d with { Primary = false }));

        await display.OutputOfAsync("xrandr", "--setmonitor", "*left", "400/100x480/120+0+0", "screen");
        await display.OutputOfAsync("xrandr", "--setmonitor", "right", "240/60x300/80+400+20", "none");
        while (screen.State.Displays.Count < 2) await NextAsync(screen);
        Assert.Equal([new(1, new(0, 0, 400, 480), "left", Primary: true), new(2, new(400, 20, 240, 300), "right")], screen.State.Displays);

        await display.OutputOfAsync("xrandr", "--delmonitor", "right");
        while (screen.State.Displays.Count > 1) await NextAsync(screen);
        Assert.Equal("left", Assert.Single(screen.State.Displays).Name);
    }

    [Fact] public async Task Without_shared_memory_the_pixels_are_the_same()
    {
        await using var display = await VirtualDisplay.StartAsync(320, 240, "-extension", "MIT-SHM");
        await display.OutputOfAsync("xsetroot", "-solid", "#102030");
        await using var screen = await display.Screens.OpenAsync(never);
        Assert.True(await screen.GrabAsync(new(0, 0, 320, 240), never));
        Assert.Equal((0x30, 0x20, 0x10), At(screen, new(0, 0, 320, 240), 319, 239));
    }

    [Fact] public async Task Keys_characters_and_the_pointer_reach_a_program()
    {
        await using var display = await VirtualDisplay.StartAsync(640, 480);
        await using var screen = await display.Screens.OpenAsync(never);
        var xev = new Listener(display.Run("xev", "-geometry", "640x480+0+0"));
        await xev.HeardAsync("MapNotify");
        var input = screen.NewInput()!;
        await input.PointAsync(123, 45);
        await xev.HeardAsync("root:(123,45)");
        await input.ButtonAsync(PointerButton.Right, true);
        await xev.HeardAsync("ButtonPress event", "button 3");
        await input.WheelAsync(2);
        await xev.HeardAsync("button 4");
        await input.ButtonAsync(PointerButton.Back, true);
        await xev.HeardAsync("button 8");

        await input.KeyAsync((byte)'A', extended: false, down: true);
        await xev.HeardAsync("KeyPress event", "keysym 0x61, a)");
        await input.KeyAsync(0x10, extended: false, down: true);
        await input.KeyAsync((byte)'1', extended: false, down: true);
        await xev.HeardAsync("keysym 0x21, exclam)");
        await input.KeyAsync(0x25, extended: true, down: true);
        await xev.HeardAsync("keysym 0xff51, Left)");
        await input.KeyAsync(0x74, extended: false, down: true);
        await xev.HeardAsync("keysym 0xffc2, F5)");

        // nothing stays down when the person leaves
        await input.ReleaseAsync();
        foreach (var released in (string[])["keysym 0x41, A)", "keysym 0xffe1, Shift_L)", "keysym 0xff51, Left)", "keysym 0xffc2, F5)"]) await xev.HeardAsync("KeyRelease event", released);
        await xev.HeardAsync("ButtonRelease event", "button 3");
        await xev.HeardAsync("ButtonRelease event", "button 8");
    }

    [Fact] public async Task Characters_are_written_whatever_the_layout_has()
    {
        await using var display = await VirtualDisplay.StartAsync(640, 480);
        await using var screen = await display.Screens.OpenAsync(never);
        var xev = new Listener(display.Run("xev", "-geometry", "640x480+0+0"));
        await xev.HeardAsync("MapNotify");
        var input = screen.NewInput()!;
        await input.PointAsync(50, 50);
        foreach (var (text, name) in ((string, string)[])[("a", "0x61, a)"), ("Z", "0x5a, Z)"), ("@", "0x40, at)"), ("ß", "ssharp)"), ("€", "0x10020ac,"), ("Ж", "0x1000416,"), ("漢", "0x1006f22,")])
        {
            await input.TypeAsync(char.ConvertToUtf32(text, 0));
            await xev.HeardAsync("KeyPress event", name);
        }
        Assert.DoesNotContain("NoSymbol", xev.Said);
    }

    [Fact] public async Task A_screen_that_goes_away_says_so_in_words()
    {
        await using var display = await VirtualDisplay.StartAsync(320, 240);
        await using var screen = await display.Screens.OpenAsync(never);
        await NextAsync(screen);
        var next = screen.ChangedAsync(never).AsTask();
        display.Kill();
        var gone = await Assert.ThrowsAsync<ScreenUnavailable>(() => Deadline.Within(next, "the end"));
        Assert.Contains("went away", gone.Message);
        await Assert.ThrowsAsync<ScreenUnavailable>(() => screen.GrabAsync(new(0, 0, 10, 10), never).AsTask());
        await Assert.ThrowsAsync<ScreenUnavailable>(() => screen.NewInput()!.PointAsync(1, 1).AsTask());
        Assert.Contains("No graphical session", display.Screens.WhyNot());
    }

    [Fact] public async Task A_cookie_opens_what_is_closed_without_it()
    {
        var folder = Directory.CreateTempSubdirectory("x11-").FullName;
        var file = Path.Combine(folder, "auth");
        byte[] cookie = [.. Enumerable.Range(1, 16).Select(i => (byte)i)];
        // the server reads only the data: family wild, no address, no number
        await File.WriteAllBytesAsync(file, [0xFF, 0xFF, 0, 0, 0, 0, 0, 18, .. "MIT-MAGIC-COOKIE-1"u8, 0, 16, .. cookie]);
        await using var display = await VirtualDisplay.StartAsync(320, 240, "-auth", file);
        var closed = new X11Screens(() => [new X11Place(display.Number, new byte[16])], () => false).WhyNot();
        Assert.Contains("does not let the agent in", closed);
        Assert.Null(new X11Screens(() => X11Places.Own($":{display.Number}.0", file, "/"), () => false).WhyNot());
        Directory.Delete(folder, recursive: true);
    }

    [Fact] public async Task A_display_is_found_by_the_processes_of_its_session()
    {
        await using var display = await VirtualDisplay.StartAsync(320, 240);
        var xev = new Listener(display.Run("xev"));
        await xev.HeardAsync("MapNotify");
        Assert.Contains(X11Places.All(), place => place.Display == display.Number);
    }

    [Theory]
    [InlineData(":0", 0)]
    [InlineData(":12.0", 12)]
    [InlineData("unix:3", 3)]
    [InlineData(":1024", 1024)]
    [InlineData("elsewhere:0", null)]
    [InlineData("10.0.0.1:0", null)]
    [InlineData(":59536", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Only_displays_of_this_machine_count(string? display, int? number) => Assert.Equal(number, X11Place.NumberOf(display));

    [Fact] public void An_authority_file_may_be_cut_anywhere()
    {
        byte[] file = [1, 0, 0, 2, (byte)'p', (byte)'c', 0, 1, (byte)'7', 0, 18, .. "MIT-MAGIC-COOKIE-1"u8, 0, 2, 8, 9];
        Assert.Equal([8, 9], X11Place.CookieIn(file, 7));
        Assert.Null(X11Place.CookieIn(file, 8));
        for (var length = 0; length < file.Length; length++) Assert.Null(X11Place.CookieIn(file.AsSpan(0, length), 7));
    }

    [Fact] public void Without_a_session_there_is_a_sentence_and_for_wayland_another()
    {
        Assert.Contains("No graphical session", new X11Screens(() => [], () => false).WhyNot());
        Assert.Contains("Wayland", new X11Screens(() => [], () => true).WhyNot());
    }

    /// <summary>What a program prints, as it prints it.</summary>
    sealed class Listener
    {
        readonly List<string> lines = [];
        string block = "";

        public Listener(System.Diagnostics.Process process)
        {
            process.OutputDataReceived += (_, e) => { lock (lines) { if (string.IsNullOrEmpty(e.Data)) { lines.Add(block); block = ""; } else block += e.Data + "\n"; } };
            process.BeginOutputReadLine();
        }

        public string Said
        {
            get { lock (lines) return string.Join("\n", lines) + block; }
        }

        /// <summary>One event that holds all the words.</summary>
        public Task HeardAsync(params string[] words) =>
            Deadline.Until(() => { lock (lines) return lines.Append(block).Any(l => words.All(l.Contains)); }, $"'{string.Join(" … ", words)}' among {Said}");
    }
}
