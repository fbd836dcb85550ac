using System.Collections.Concurrent;

namespace MeshEvents.Identity.SignIn;

/// <summary>
/// How often a password may be tried, per account and per address. MeshCentral's <c>maxInvalidLogin</c>: 10 wrong tries within 10 minutes mean 10 minutes of
/// waiting; from the fourth on each wrong try also waits twice as long as the one before, from one second.
/// </summary>
public sealed class SignInLimits(TimeProvider clock)
{
    public const int Most = 10;
    const int Free = 3, Entries = 100_000;
    static readonly TimeSpan window = TimeSpan.FromMinutes(10);

    sealed record Tries(int Wrong, DateTimeOffset First, DateTimeOffset Until);

    readonly ConcurrentDictionary<string, Tries> tries = [];

    public static string Account(Guid tenant, string nameKey) => $"{tenant}|{nameKey}";
    public static string Address(string? address) => $"@{address}";

    /// <summary>How long these must wait; zero when they may try.</summary>
    public TimeSpan Wait(params ReadOnlySpan<string> keys)
    {
        var (now, longest) = (clock.GetUtcNow(), TimeSpan.Zero);
        foreach (var key in keys)
            if (tries.TryGetValue(key, out var t) && t.Until > now && t.Until - now > longest) longest = t.Until - now;
        return longest;
    }

    /// <returns>How long this key now waits, and how often it was wrong.</returns>
    public (TimeSpan Wait, int Wrong) Wrong(string key)
    {
        var now = clock.GetUtcNow();
        if (tries.Count > Entries) Forget(now);
        var t = tries.AddOrUpdate(key, _ => Next(null, now), (_, old) => Next(old, now));
        return (t.Until > now ? t.Until - now : TimeSpan.Zero, t.Wrong);
    }

    public void Right(string key) => tries.TryRemove(key, out _);

    static Tries Next(Tries? old, DateTimeOffset now)
    {
        if (old is null || now - old.First > window && old.Until <= now) return new(1, now, now);
        var wrong = old.Wrong + 1;
        var wait = wrong >= Most ? window : wrong <= Free ? TimeSpan.Zero : TimeSpan.FromSeconds(Math.Pow(2, wrong - Free - 1));
        return new(wrong, old.First, now + wait);
    }

    void Forget(DateTimeOffset now)
    {
        foreach (var (key, t) in tries)
            if (t.Until <= now && now - t.First > window) tries.TryRemove(new(key, t));
    }
}
