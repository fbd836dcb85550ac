namespace MeshEvents.Agent.Connection;

/// <summary>
/// How long to wait before the next attempt (spec/agent-handshake.md 1): 0.5 to 2 s after a connection that worked, then each time the last
/// delay and a random part of it more, up to 4 to 6 minutes. The randomness keeps a thousand agents from coming back in the same second.
/// </summary>
public sealed class Backoff(Random random)
{
    TimeSpan last;

    public TimeSpan Next()
    {
        var cap = Between(TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(6));
        var next = last == default ? Between(TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(2)) : last + last * random.NextDouble();
        return last = next < cap ? next : cap;
    }

    /// <summary>The server let us in: the next attempt may come soon again.</summary>
    public void Reset() => last = default;

    TimeSpan Between(TimeSpan low, TimeSpan high) => low + (high - low) * random.NextDouble();
}
