using System.Collections.Concurrent;
using MeshEvents.Agent.Platform.Desktop;
using MeshEvents.Agent.Platform.Linux.X11;
using MeshEvents.Agent.Tests.Support;

namespace MeshEvents.Agent.Tests.Desktop;

/// <summary>The clipboard of a real X server, between two programs that know nothing of each other.</summary>
public sealed class X11ClipboardTests : IAsyncLifetime
{
    const int Limit = 1_000_000;

    readonly ConcurrentQueue<string> heard = new();
    VirtualDisplay display = null!;
    IScreenClipboard one = null!, other = null!;

    public async Task InitializeAsync()
    {
        display = await VirtualDisplay.StartAsync(320, 240);
        one = await display.Screens.OpenClipboardAsync(Limit, _ => { });
        other = await display.Screens.OpenClipboardAsync(Limit, heard.Enqueue);
    }

    public async Task DisposeAsync()
    {
        await one.DisposeAsync();
        await other.DisposeAsync();
        await display.DisposeAsync();
    }

    [Fact] public async Task A_text_is_heard_where_it_was_not_put()
    {
        await one.SetAsync("Straße → 漢字 🖥\n");
        await Deadline.Until(() => heard.Contains("Straße → 漢字 🖥\n"), "the text");
        await one.SetAsync("second");
        await Deadline.Until(() => heard.Contains("second"), "the second text");
    }

    [Fact] public async Task A_long_one_comes_in_pieces()
    {
        var text = string.Concat(Enumerable.Range(0, 60_000).Select(i => $"{i} ß "));
        await one.SetAsync(text);
        await Deadline.Until(() => !heard.IsEmpty, "the text");
        Assert.Equal(text, Assert.Single(heard));
    }

    [Fact] public async Task One_that_is_too_long_is_passed_over_and_the_next_is_heard()
    {
        await one.SetAsync(new string('x', Limit + 1));
        await one.SetAsync("short");
        await Deadline.Until(() => !heard.IsEmpty, "the text");
        Assert.Equal("short", Assert.Single(heard));
    }

    [Fact] public async Task Who_comes_later_hears_what_is_there()
    {
        await one.SetAsync("before");
        var late = new ConcurrentQueue<string>();
        await using var third = await display.Screens.OpenClipboardAsync(Limit, late.Enqueue);
        await Deadline.Until(() => late.Contains("before"), "the text");
    }

    [Fact] public async Task A_display_that_dies_is_said()
    {
        display.Kill();
        await Deadline.Until(async () =>
        {
            try
            {
                await one.SetAsync("x");
                return false;
            }
            catch (ScreenUnavailable)
            {
                return true;
            }
        }, "the display to be gone");
    }

    [Fact] public void Noise_of_a_display_never_throws()
    {
        var random = new Random(17);
        var atoms = new X11ClipboardAtoms(1, 2, 3, 5, 6, 7, [8]);
        for (var round = 0; round < 20_000; round++)
        {
            var incoming = new X11Incoming(100, 8, 0);
            for (var piece = 0; piece < 4; piece++)
            {
                var reply = new byte[random.Next(0, 200)];
                random.NextBytes(reply);
                if (reply.Length > 12 && round % 3 == 0) reply[8] = (byte)random.Next(8);
                var property = X11Property.Read(reply);
                Assert.True(property.Value.Length <= Math.Max(0, reply.Length - 32));
                if (incoming.Take(property, atoms) is X11Incoming.State.Done) Assert.True(incoming.Text.Length <= 100);
            }
        }
    }
}
