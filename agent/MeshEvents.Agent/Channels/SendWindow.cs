namespace MeshEvents.Agent.Channels;

/// <summary>Bytes that may be on their way: at least, to begin with, at most. Arrived within <paramref name="Soon"/> they become more, after <paramref name="Late"/> fewer.</summary>
sealed record SendBounds(int Least, int Start, int Most, TimeSpan Soon, TimeSpan Late);

/// <summary>
/// How much may be on its way to one person. Sockets and relays would buffer seconds of it, and all else would wait behind that; here what has not arrived yet is
/// bounded, and the bound follows the time it takes. Not thread safe.
/// </summary>
sealed class SendWindow(SendBounds bounds, TimeProvider time)
{
    readonly Queue<(long Upto, long At)> onTheirWay = new();
    long sent, arrived;

    /// <summary>Bytes that may be on their way.</summary>
    public int Size { get; private set; } = bounds.Start;

    /// <summary>More may be sent.</summary>
    public bool IsOpen => sent - arrived < Size;

    public void Sent(int bytes)
    {
        sent += bytes;
        onTheirWay.Enqueue((sent, time.GetTimestamp()));
    }

    /// <param name="upto">All bytes that arrived since the beginning, as the other end counts them.</param>
    public void Arrived(long upto)
    {
        arrived = Math.Clamp(upto, arrived, sent);
        TimeSpan? took = null;
        while (onTheirWay.TryPeek(out var one) && one.Upto <= arrived)
        {
            onTheirWay.Dequeue();
            took = time.GetElapsedTime(one.At);
        }
        if (took > bounds.Late) Size = Math.Max(bounds.Least, Size * 3 / 4);
        else if (took < bounds.Soon) Size = Math.Min(bounds.Most, Size * 5 / 4);
    }
}
