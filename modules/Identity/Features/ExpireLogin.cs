using MeshEvents.Bus;
using MeshEvents.Contracts.Identity;
using MeshEvents.Kernel;

namespace MeshEvents.Identity.Features;

/// <summary>Asked by the clock: a login session ends because nobody used it, or because it lasted as long as any may.</summary>
/// <param name="IdleMinutes">How long nobody used it; null: it lasted its longest.</param>
public sealed record ExpireLogin(LoginId LoginId, int? IdleMinutes) : ICommand
{
    public static Decision Decide(ExpireLogin c, Login login)
    {
        if (login.Ended) return Decision.Nothing;
        return c.IdleMinutes is { } minutes ? new LoginEnded($"not used for {minutes} minutes", minutes) : new LoginEnded(LoginEnded.Longest);
    }

    internal static void Map(Slices slices) => slices.Change<Login, ExpireLogin>(Slices.Inside, _ => Need.Inside, Decide, stream: c => c.LoginId);
}
