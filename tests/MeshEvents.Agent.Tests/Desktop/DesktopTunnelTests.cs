using MeshEvents.Agent.Tests.Support;
using MeshEvents.Wire;
using MeshEvents.Wire.Desktop;

namespace MeshEvents.Agent.Tests.Desktop;

/// <summary>The screen through the whole agent: control channel, tunnel over TLS, real X server.</summary>
public sealed class DesktopTunnelTests : IAsyncLifetime
{
    SpecServer server = null!;
    VirtualDisplay display = null!;
    AgentUnderTest agent = null!;
    Peer control = null!;

    public async Task InitializeAsync()
    {
        server = await SpecServer.StartAsync();
        display = await VirtualDisplay.StartAsync(320, 240);
        await display.OutputOfAsync("xsetroot", "-solid", "#3264c8");
        agent = AgentUnderTest.Start(server, screens: display.Screens);
        (control, _) = await server.AuthenticatedAsync();
    }

    public async Task DisposeAsync()
    {
        await agent.DisposeAsync();
        await display.DisposeAsync();
        await server.DisposeAsync();
    }

    async Task<Peer> OpenAsync(uint rights = uint.MaxValue, string options = """{"type":"options"}""", string protocol = "2", int usage = 2)
    {
        await control.Commands.SendAsync("tunnel", $$"""{"action":"msg","type":"tunnel","value":"*/meshrelay.ashx?p=2&nodeid=n&id=t1&rauth=r","usage":{{usage}},"rights":{{rights}}}""");
        var tunnel = await server.TunnelAsync();
        await tunnel.SendTextAsync("c");
        await tunnel.SendTextAsync(options);
        await tunnel.SendTextAsync(protocol);
        return tunnel;
    }

    static async Task<DesktopOutput> PacketAsync(Peer tunnel)
    {
        var bytes = await tunnel.BinaryAsync();
        Assert.Equal(Progress.Done, DesktopFrames.Next(bytes, DesktopFrames.SizeLimit, out var frame, out var used));
        Assert.Equal(bytes.Length, used);                  // one packet a message
        Assert.Equal(Reading.Done, DesktopOutputReader.Read(frame, out var packet));
        return packet!;
    }

    static async Task<T> PacketAsync<T>(Peer tunnel, Predicate<T>? which = null) where T : DesktopOutput
    {
        while (true)
        {
            if (await PacketAsync(tunnel) is T packet && which?.Invoke(packet) != false) return packet;
        }
    }

    static Task DoAsync(Peer tunnel, params DesktopInput[] packets) => tunnel.SendAsync([.. packets.SelectMany(DesktopWriter.Write)]);

    /// <summary>Draws what comes, until the picture's middle has this colour.</summary>
    static async Task ShowsAsync(Peer tunnel, byte red, byte green, byte blue)
    {
        while (true)
        {
            var picture = await PacketAsync<DesktopPicture>(tunnel);
            var (width, height, pixels) = JpegDecoder.Decode(picture.Image.Span);
            if (picture.X > 160 || picture.Y > 120 || picture.X + width <= 160 || picture.Y + height <= 120) continue;
            var at = ((120 - picture.Y) * width + 160 - picture.X) * 4;
            if (Math.Abs(pixels[at] - blue) <= 4 && Math.Abs(pixels[at + 1] - green) <= 4 && Math.Abs(pixels[at + 2] - red) <= 4) return;
        }
    }

    [Theory]
    [InlineData(uint.MaxValue, "Move the pointer")]
    [InlineData(0x108u, "Only somebody who may use it")]
    public async Task A_screen_whose_saver_is_on_says_so_instead_of_being_black_and_that_ends_with_it(uint rights, string sentence)
    {
        var tunnel = await OpenAsync(rights);
        await PacketAsync<DesktopPicture>(tunnel);
        await display.OutputOfAsync("xset", "s", "activate");
        Assert.Contains(sentence, await tunnel.TextAsync(t => t.Contains("\"console\"")));
        await display.OutputOfAsync("xset", "s", "reset");
        Assert.DoesNotContain("blank", await tunnel.TextAsync(t => t.Contains("\"console\"")));

        await display.OutputOfAsync("xset", "s", "activate");
        await tunnel.TextAsync(t => t.Contains("is blank"));
        var late = await OpenAsync(rights);                 // who comes when it is dark already
        Assert.Contains(sentence, await late.TextAsync(t => t.Contains("\"console\"")));
    }

    [Fact] public async Task The_screen_comes_and_follows_what_is_drawn()
    {
        var tunnel = await OpenAsync();
        Assert.Equal(new DesktopScreen(320, 240), await PacketAsync(tunnel));
        await ShowsAsync(tunnel, 0x32, 0x64, 0xC8);
        await display.OutputOfAsync("xsetroot", "-solid", "#c81020");
        await ShowsAsync(tunnel, 0xC8, 0x10, 0x20);
        await DoAsync(tunnel, new DesktopRefresh());
        Assert.Equal(new DesktopScreen(320, 240), await PacketAsync<DesktopScreen>(tunnel));
        await ShowsAsync(tunnel, 0xC8, 0x10, 0x20);
    }

    [Fact] public async Task Several_displays_are_named_one_is_chosen_and_stays_so_over_its_unplugging()
    {
        await display.OutputOfAsync("xrandr", "--setmonitor", "*left", "200/50x240/60+0+0", "screen");
        await display.OutputOfAsync("xrandr", "--setmonitor", "right", "120/30x200/50+200+0", "none");
        var tunnel = await OpenAsync();
        Assert.Equal([DesktopDisplays.All, 1, 2], (await PacketAsync<DesktopDisplays>(tunnel)).Ids);
        Assert.Equal([new(1, 0, 0, 200, 240), new(2, 200, 0, 120, 200)], (await PacketAsync<DesktopDisplayInfo>(tunnel)).Displays);
        Assert.Equal("""{"ctrlChannel":"102938","type":"display","id":1,"name":"left","primary":true}""", await tunnel.TextAsync(t => t.Contains("\"display\"")));
        Assert.Equal("""{"ctrlChannel":"102938","type":"display","id":2,"name":"right","primary":false}""", await tunnel.TextAsync(t => t.Contains("\"display\"")));

        await DoAsync(tunnel, new DesktopSetDisplay(2));
        await PacketAsync<DesktopScreen>(tunnel, size => size == new DesktopScreen(120, 200));
        Assert.Equal(2, (await PacketAsync<DesktopDisplays>(tunnel)).Selected);

        await display.OutputOfAsync("xrandr", "--delmonitor", "right");
        await PacketAsync<DesktopScreen>(tunnel, size => size == new DesktopScreen(320, 240));
        Assert.Empty((await PacketAsync<DesktopDisplays>(tunnel)).Ids);

        await display.OutputOfAsync("xrandr", "--setmonitor", "right", "120/30x200/50+200+0", "none");
        await PacketAsync<DesktopScreen>(tunnel, size => size == new DesktopScreen(120, 200));
        Assert.Equal(2, (await PacketAsync<DesktopDisplays>(tunnel)).Selected);
    }

    [Fact] public async Task Two_viewers_share_one_screen_and_the_last_closes_it()
    {
        var (one, other) = (await OpenAsync(), await OpenAsync());
        await ShowsAsync(one, 0x32, 0x64, 0xC8);
        await ShowsAsync(other, 0x32, 0x64, 0xC8);
        await display.OutputOfAsync("xsetroot", "-solid", "#008000");
        await ShowsAsync(one, 0, 0x80, 0);
        await ShowsAsync(other, 0, 0x80, 0);
        Assert.Single(agent.Said.Split("The screen is opened").Skip(1));
        await one.SendTextAsync("""{"ctrlChannel":"102938","type":"close"}""");
        await display.OutputOfAsync("xsetroot", "-solid", "#000080");
        await ShowsAsync(other, 0, 0, 0x80);
        other.Cut();
        await Deadline.Until(() => agent.Said.Contains("The screen is closed"), "the screen to be closed");
    }

    [Fact] public async Task Who_does_not_say_what_was_shown_gets_no_more_until_they_do()
    {
        var tunnel = await OpenAsync(options: """{"type":"options","acks":true}""");
        await ShowsAsync(tunnel, 0x32, 0x64, 0xC8);
        // each refresh is some ten kilobytes at the best quality; the window is never opened again
        await DoAsync(tunnel, new DesktopCompression(1, 100, 1024, 20));
        for (var asked = 0; asked < 200; asked++) await DoAsync(tunnel, new DesktopRefresh());
        await tunnel.SendTextAsync("""{"ctrlChannel":"102938","type":"rtt","time":17}""");
        Assert.Contains("\"time\":17", await tunnel.TextAsync(t => t.Contains("rtt")));
        await display.OutputOfAsync("xsetroot", "-solid", "#c81020");
        await tunnel.SendTextAsync("""{"ctrlChannel":"102938","type":"ack","bytes":1000000000}""");
        await ShowsAsync(tunnel, 0xC8, 0x10, 0x20);
    }

    [Fact] public async Task Keys_and_pointer_arrive_and_are_let_go_when_the_tunnel_breaks()
    {
        var keys = display.Run("xev", "-geometry", "320x240+0+0");
        var heard = new Heard(keys);
        await heard.UntilAsync("MapNotify");

        var tunnel = await OpenAsync();
        await DoAsync(tunnel, new DesktopMouse(MouseAction.Move, 100, 90), new DesktopKey(KeyAction.Down, 0x11), new DesktopKey(KeyAction.Down, 0x43), new DesktopMouse(MouseAction.LeftDown, 101, 90));
        await heard.UntilAsync("keysym 0x63, c)");
        await heard.UntilAsync("ButtonPress event");
        tunnel.Cut();
        await heard.UntilAsync("ButtonRelease event");
        await Deadline.Until(() => heard.All.Split("KeyRelease event").Length == 3, "both keys to be let go");
    }

    [Fact] public async Task A_caught_pointer_moves_by_pixels_and_presses_where_it_is()
    {
        var keys = display.Run("xev", "-geometry", "320x240+0+0");
        var heard = new Heard(keys);
        await heard.UntilAsync("MapNotify");
        var tunnel = await OpenAsync();
        await DoAsync(tunnel, new DesktopMouse(MouseAction.Move, 100, 90), new DesktopMouse(MouseAction.Relative, unchecked((ushort)-30), 25));
        await heard.UntilAsync("root:(70,115)");
        await DoAsync(tunnel, new DesktopMouse(MouseAction.LeftDown, DesktopMouse.Here, DesktopMouse.Here), new DesktopMouse(MouseAction.LeftUp, DesktopMouse.Here, DesktopMouse.Here));
        await heard.UntilAsync("ButtonRelease event");
        Assert.Contains("root:(70,115)", heard.All[heard.All.IndexOf("ButtonPress event", StringComparison.Ordinal)..]);
        // far beyond the edge: it stays on the screen
        await DoAsync(tunnel, new DesktopMouse(MouseAction.Relative, unchecked((ushort)-32000), unchecked((ushort)-32000)));
        await heard.UntilAsync("root:(0,0)");
    }

    [Fact] public async Task Who_may_only_look_moves_nothing()
    {
        var keys = display.Run("xev", "-geometry", "100x100+0+0");
        var heard = new Heard(keys);
        await heard.UntilAsync("MapNotify");
        var other = await OpenAsync();
        await DoAsync(other, new DesktopMouse(MouseAction.Move, 50, 50));
        await heard.UntilAsync("root:(50,50)");
        var looker = await OpenAsync(rights: 0x108);
        await ShowsAsync(looker, 0x32, 0x64, 0xC8);
        await DoAsync(looker, new DesktopMouse(MouseAction.Move, 5, 5), new DesktopKey(KeyAction.Down, 0x41), new DesktopRefresh());
        await ShowsAsync(looker, 0x32, 0x64, 0xC8);          // the refresh behind the key was carried out
        await DoAsync(other, new DesktopKey(KeyAction.Down, 0x42));
        await heard.UntilAsync("keysym 0x62, b)");
        Assert.DoesNotContain("keysym 0x61, a)", heard.All);
        Assert.DoesNotContain("root:(5,5)", heard.All);
    }

    [Theory]
    [InlineData(0x10008u, "2", 2, "You may not see the screen")]
    [InlineData(uint.MaxValue, "1", 2, "for something else")]
    [InlineData(uint.MaxValue, "2", 1, "for something else")]
    public async Task A_tunnel_is_for_what_was_asked_and_allowed(uint rights, string protocol, int usage, string why)
    {
        var tunnel = await OpenAsync(rights, protocol: protocol, usage: usage);
        Assert.Contains(why, await tunnel.TextAsync(t => t.Contains("console")));
        Assert.Contains("close", await tunnel.TextAsync(_ => true));
    }

    [Fact] public async Task A_display_that_dies_is_told_in_words_and_no_longer_offered()
    {
        var tunnel = await OpenAsync();
        await ShowsAsync(tunnel, 0x32, 0x64, 0xC8);
        display.Kill();
        Assert.Contains("went away", (await PacketAsync<DesktopAlert>(tunnel)).Text);
        Assert.Contains("went away", await tunnel.TextAsync(t => t.Contains("console")));
        Assert.Contains("close", await tunnel.TextAsync(_ => true));
        var again = await OpenAsync();
        Assert.Contains("No graphical session", await again.TextAsync(t => t.Contains("console")));
    }

    [Fact] public async Task Who_has_paused_learns_too_that_the_display_died()
    {
        var tunnel = await OpenAsync();
        await ShowsAsync(tunnel, 0x32, 0x64, 0xC8);
        await tunnel.SendAsync(0, 8, 0, 5, 1);
        await tunnel.SendTextAsync("""{"ctrlChannel":"102938","type":"rtt","time":1}""");
        await tunnel.TextAsync(t => t.Contains("rtt"));              // so the pause was read
        // the first of these is looked at, after it nobody waits for the screen any more
        for (var shade = 10; shade < 40; shade++) await display.OutputOfAsync("xsetroot", "-solid", $"#1020{shade}");
        display.Kill();
        Assert.Contains("went away", await tunnel.TextAsync(t => t.Contains("console")));
    }

    [Fact] public async Task What_is_no_packet_ends_the_session_with_a_reason()
    {
        var tunnel = await OpenAsync();
        await tunnel.SendAsync(0, 1, 0, 2);
        Assert.Contains("no desktop packet", (await PacketAsync<DesktopAlert>(tunnel)).Text);
    }

    /// <summary>All that a program prints.</summary>
    sealed class Heard
    {
        readonly System.Text.StringBuilder all = new();

        public Heard(System.Diagnostics.Process process)
        {
            process.OutputDataReceived += (_, e) => { lock (all) all.AppendLine(e.Data); };
            process.BeginOutputReadLine();
        }

        public string All
        {
            get { lock (all) return all.ToString(); }
        }

        public Task UntilAsync(string words) => Deadline.Until(() => All.Contains(words), words);
    }

    [Fact] public async Task Clipboards_go_both_ways_when_they_are_wanted()
    {
        var heard = new System.Collections.Concurrent.ConcurrentQueue<string>();
        await using var program = await display.Screens.OpenClipboardAsync(1000, heard.Enqueue);
        var tunnel = await OpenAsync();
        await PacketAsync<DesktopPicture>(tunnel);
        await tunnel.SendTextAsync("""{"ctrlChannel":"102938","type":"clipboard","data":"unwanted"}""");
        await tunnel.SendTextAsync("""{"ctrlChannel":"102938","type":"clipboardwanted","value":true}""");
        await tunnel.SendTextAsync("""{"ctrlChannel":"102938","type":"clipboard","data":"from afar"}""");
        await Deadline.Until(() => heard.Contains("from afar"), "the text on the screen");
        Assert.DoesNotContain("unwanted", heard);
        await program.SetAsync("from here");
        Assert.Contains("from here", await tunnel.TextAsync(t => t.Contains("clipboard", StringComparison.Ordinal)));
    }

    [Fact] public async Task Who_may_only_look_has_no_clipboard()
    {
        var heard = new System.Collections.Concurrent.ConcurrentQueue<string>();
        await using var program = await display.Screens.OpenClipboardAsync(1000, heard.Enqueue);
        var tunnel = await OpenAsync(rights: 0x108);
        await PacketAsync<DesktopPicture>(tunnel);
        await tunnel.SendTextAsync("""{"ctrlChannel":"102938","type":"clipboardwanted","value":true}""");
        await tunnel.SendTextAsync("""{"ctrlChannel":"102938","type":"clipboard","data":"from afar"}""");
        await tunnel.SendTextAsync("""{"ctrlChannel":"102938","type":"rtt","time":7}""");
        Assert.Contains("rtt", await tunnel.TextAsync(_ => true));
        Assert.Empty(heard);
    }
}
