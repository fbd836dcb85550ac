using System.Collections.Concurrent;
using MeshEvents.Testing;
using Xunit;

namespace MeshEvents.Bus.Tests;

public sealed class GatheringTests
{
    readonly ManualClock clock = new();
    readonly ConcurrentQueue<(string Key, int Count)> written = [];

    Gathering<string> Make() => new(TimeSpan.FromMinutes(1), clock, (key, count, _) => { written.Enqueue((key, count)); return Task.CompletedTask; });

    [Fact]
    public async Task The_first_is_written_at_once_and_the_rest_as_one()
    {
        var gathering = Make();
        for (var i = 0; i < 5; i++) await gathering.NoteAsync("a", default);
        await gathering.NoteAsync("b", default);
        Assert.Equal([("a", 1), ("b", 1)], written);
        await gathering.FlushAsync(clock.GetUtcNow(), default);
        Assert.Equal(2, written.Count);
        clock.Jump(TimeSpan.FromSeconds(61));
        await gathering.FlushAsync(clock.GetUtcNow(), default);
        Assert.Equal([("a", 1), ("b", 1), ("a", 4)], written);
    }

    [Fact]
    public async Task After_the_window_the_next_is_a_first_again_and_the_old_count_comes_before_it()
    {
        var gathering = Make();
        await gathering.NoteAsync("a", default);
        await gathering.NoteAsync("a", default);
        clock.Jump(TimeSpan.FromSeconds(61));
        await gathering.NoteAsync("a", default);
        Assert.Equal([("a", 1), ("a", 1), ("a", 1)], written);
    }

    [Fact]
    public async Task Many_at_once_are_counted_whole()
    {
        var gathering = Make();
        await gathering.NoteAsync("a", default);
        await Parallel.ForEachAsync(Enumerable.Range(0, 1000), async (_, stop) => await gathering.NoteAsync("a", stop));
        await gathering.FlushAsync(DateTimeOffset.MaxValue, default);
        Assert.Equal([("a", 1), ("a", 1000)], written);
    }

    [Fact]
    public async Task What_is_left_is_written_when_the_server_stops()
    {
        var gathering = Make();
        await gathering.NoteAsync("a", default);
        await gathering.NoteAsync("a", default);
        using var stop = new CancellationTokenSource();
        var flushing = gathering.KeepFlushingAsync(stop.Token);
        await stop.CancelAsync();
        await flushing.Within("the last flush");
        Assert.Equal([("a", 1), ("a", 1)], written);
    }

    [Fact]
    public async Task Two_firsts_at_the_same_moment_lose_nothing()
    {
        for (var round = 0; round < 50; round++)
        {
            written.Clear();
            var gathering = Make();
            await Parallel.ForEachAsync(Enumerable.Range(0, 8), async (_, stop) => await gathering.NoteAsync("a", stop));
            await gathering.FlushAsync(DateTimeOffset.MaxValue, default);
            Assert.Equal(8, written.Sum(w => w.Count));
        }
    }
}
