using MeshEvents.Agent.Channels;
using MeshEvents.Agent.Tests.Support;

namespace MeshEvents.Agent.Tests;

/// <summary>What may be on its way follows the time it takes to arrive.</summary>
public sealed class SendWindowTests
{
    static readonly SendBounds bounds = new(Least: 100, Start: 200, Most: 1000, Soon: TimeSpan.FromMilliseconds(200), Late: TimeSpan.FromSeconds(1));

    readonly ManualTime time = new();

    long Fill(SendWindow window, long sent)
    {
        for (; window.IsOpen; sent += 10) window.Sent(10);
        return sent;
    }

    [Theory]
    [InlineData(5, 1000)]
    [InlineData(500, 200)]
    [InlineData(5000, 100)]
    public void Is_wide_on_a_fast_line_and_narrow_on_a_slow_one(int milliseconds, int size)
    {
        var window = new SendWindow(bounds, time);
        long sent = 0;
        for (var round = 0; round < 20; round++)
        {
            sent = Fill(window, sent);
            time.Advance(TimeSpan.FromMilliseconds(milliseconds));
            window.Arrived(sent);
        }
        Assert.Equal(size, window.Size);
        Assert.Equal(size, Fill(window, sent) - sent);
    }

    [Fact] public void Nothing_arrives_twice_or_before_it_was_sent()
    {
        var window = new SendWindow(bounds, time);
        var sent = Fill(window, 0);
        window.Arrived(-5);
        Assert.False(window.IsOpen);
        window.Arrived(sent + 1000);
        window.Arrived(10);
        Assert.Equal(window.Size, Fill(window, sent) - sent);
    }
}
