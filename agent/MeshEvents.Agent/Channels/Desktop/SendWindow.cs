namespace MeshEvents.Agent.Channels.Desktop;

/// <summary>
/// How much may be on its way to one viewer. Sockets and relays would buffer seconds of pictures; here what is not shown yet is bounded, and the bound follows
/// the time it takes: longer than <see cref="Late"/> narrows it, shorter than <see cref="Soon"/> widens it. Not thread safe.
/// </summary>
sealed class SendWindow(TimeProvider time)
{
    public const int Least = 48 * 1024, Start = 256 * 1024, Most = 4 * 1024 * 1024;
    public static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(120), Late = TimeSpan.FromMilliseconds(300);

    readonly Queue<(long Upto, long At)> onTheirWay = new();
    long sent, shown;

    /// <summary>Bytes that may be on their way.</summary>
    public int Size { get; private set; } = Start;

    /// <summary>Another update may begin.</summary>
    public bool IsOpen => sent - shown < Size;

    public void Sent(int bytes)
    {
        sent += bytes;
        onTheirWay.Enqueue((sent, time.GetTimestamp()));
    }

    /// <param name="upto">All bytes shown since the beginning, as the viewer counts them.</param>
    public void Shown(long upto)
    {
        shown = Math.Clamp(upto, shown, sent);
        TimeSpan? took = null;
        while (onTheirWay.TryPeek(out var one) && one.Upto <= shown)
        {
            onTheirWay.Dequeue();
            took = time.GetElapsedTime(one.At);
        }
        if (took > Late) Size = Math.Max(Least, Size * 3 / 4);
        else if (took < Soon) Size = Math.Min(Most, Size * 5 / 4);
    }
}
