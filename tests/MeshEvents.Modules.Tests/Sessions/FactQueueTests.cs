using MeshEvents.Sessions;

namespace MeshEvents.Modules.Tests.Sessions;

/// <summary>Facts on their way to a store that is slow, or broken.</summary>
public sealed class FactQueueTests
{
    static FolderMade Folder(int number) => new($"/{number}");

    [Fact]
    public async Task All_that_was_told_is_recorded_in_its_order_before_the_end_however_slow_the_store_is()
    {
        var (slow, recorded) = (new SemaphoreSlim(0), new List<Fact>());
        var queue = new FactQueue(async facts =>
        {
            await slow.WaitAsync();
            recorded.AddRange(facts);
        });
        for (var i = 0; i < 200; i++) await queue.TellAsync(Folder(i));
        var end = queue.EndAsync();
        Assert.False(end.IsCompleted);
        Assert.Empty(recorded);
        slow.Release(200);
        await end.Within("the queue to be empty");
        Assert.Equal(Enumerable.Range(0, 200).Select(Folder), recorded);
    }

    [Fact]
    public async Task Who_tells_more_than_the_store_takes_waits()
    {
        var (slow, recorded, commits) = (new SemaphoreSlim(0), new List<Fact>(), 0);
        var queue = new FactQueue(async facts =>
        {
            await slow.WaitAsync();
            recorded.AddRange(facts);
            commits++;
        });
        var telling = TellAsync();
        Assert.False(telling.IsCompleted);
        slow.Release(1000);
        await telling.Within("a thousand facts to be taken");
        await queue.EndAsync().Within("the queue to be empty");
        Assert.Equal(Enumerable.Range(0, 1000).Select(Folder), recorded);
        Assert.InRange(commits, 1000 / 64, 1000);

        async Task TellAsync()
        {
            for (var i = 0; i < 1000; i++) await queue.TellAsync(Folder(i));
        }
    }

    [Fact]
    public async Task When_the_store_fails_who_tells_and_who_ends_learn_it()
    {
        var queue = new FactQueue(_ => throw new TimeoutException("the store"));
        await Assert.ThrowsAsync<TimeoutException>(async () =>
        {
            await queue.TellAsync(Folder(1));
            await queue.EndAsync();
        });
        await Assert.ThrowsAnyAsync<InvalidOperationException>(async () => await queue.TellAsync(Folder(2)));
    }
}
