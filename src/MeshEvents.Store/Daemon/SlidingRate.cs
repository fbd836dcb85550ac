namespace MeshEvents.Store;

/// <summary>How many a second, over the last finished second or more.</summary>
sealed class SlidingRate(TimeProvider time)
{
    static readonly TimeSpan Window = TimeSpan.FromSeconds(1);
    readonly Lock gate = new();
    long started = time.GetTimestamp();
    long count;
    double last;

    public void Add(long n)
    {
        lock (gate)
        {
            Turn();
            count += n;
        }
    }

    public double PerSecond
    {
        get
        {
            lock (gate)
            {
                Turn();
                return last;
            }
        }
    }

    void Turn()
    {
        var passed = time.GetElapsedTime(started);
        if (passed < Window) return;
        (last, count, started) = (count / passed.TotalSeconds, 0, time.GetTimestamp());
    }
}
