namespace MeshEvents.Identity.SignIn;

/// <summary>How long a sign-in lasts.</summary>
/// <param name="Idle">Without use: MeshCentral's <c>sessionTime</c>, 60 minutes.</param>
public sealed record SignInTimes(TimeSpan Idle)
{
    public static readonly SignInTimes Default = new(TimeSpan.FromMinutes(60));

    /// <summary>In any case.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(12);

    public int IdleMinutes => (int)Idle.TotalMinutes;

    public bool IsIdle(DateTimeOffset seen, DateTimeOffset now) => now - seen > Idle;

    public bool IsOver(DateTimeOffset started, DateTimeOffset seen, DateTimeOffset now) => IsIdle(seen, now) || now - started > Longest;
}
