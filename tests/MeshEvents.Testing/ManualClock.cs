namespace MeshEvents.Testing;

/// <summary>
/// The real clock, which can be put forward: what waits for a time then is due at once. So a time-out of a minute is tested without waiting for it, while a
/// server under test goes on living. It never goes back.
/// </summary>
public sealed class ManualClock : TimeProvider
{
    readonly Lock gate = new();
    readonly HashSet<JumpTimer> timers = [];
    TimeSpan ahead;

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate) return System.GetUtcNow() + ahead;
    }

    public void Jump(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        JumpTimer[] waiting;
        lock (gate)
        {
            ahead += by;
            waiting = [.. timers];
        }
        foreach (var timer in waiting) timer.Sooner(by);
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new JumpTimer(this, callback, state);
        lock (gate) timers.Add(timer);
        timer.Change(dueTime, period);
        return timer;
    }

    sealed class JumpTimer : ITimer
    {
        readonly ManualClock clock;
        readonly ITimer inner;
        TimeSpan period;
        DateTimeOffset? due;

        public JumpTimer(ManualClock clock, TimerCallback callback, object? state)
        {
            this.clock = clock;
            inner = System.CreateTimer(s =>
            {
                due = period > TimeSpan.Zero ? System.GetUtcNow() + period : null;
                callback(s);
            }, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        public bool Change(TimeSpan dueTime, TimeSpan every)
        {
            period = every;
            due = dueTime < TimeSpan.Zero ? null : System.GetUtcNow() + dueTime;
            return inner.Change(dueTime, every);
        }

        public void Sooner(TimeSpan by)
        {
            if (due is not { } then) return;
            var left = then - by - System.GetUtcNow();
            due = then - by;
            inner.Change(left > TimeSpan.Zero ? left : TimeSpan.Zero, period);
        }

        public void Dispose()
        {
            lock (clock.gate) clock.timers.Remove(this);
            inner.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
