using MeshEvents.Agent.Connection;

namespace MeshEvents.Agent.Tests.Connection;

public sealed class BackoffTests
{
    [Fact] public void Delays_grow_to_minutes_and_start_small_again()
    {
        var backoff = new Backoff(new Random(3));
        var last = backoff.Next();
        Assert.InRange(last, TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(2));
        for (var i = 0; i < 50; i++)
        {
            var next = backoff.Next();
            Assert.True(next <= last * 2 && next <= TimeSpan.FromMinutes(6));
            last = next;
        }
        Assert.InRange(last, TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(6));
        backoff.Reset();
        Assert.InRange(backoff.Next(), TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(2));
    }

    [Fact] public void Two_agents_do_not_come_back_together()
    {
        var (one, other) = (new Backoff(new Random(1)), new Backoff(new Random(2)));
        Assert.All(Enumerable.Range(0, 10), _ => Assert.NotEqual(one.Next(), other.Next()));
    }
}
