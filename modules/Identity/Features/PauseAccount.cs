using MeshEvents.Bus;
using MeshEvents.Contracts.Identity;
using MeshEvents.Kernel;

namespace MeshEvents.Identity.Features;

/// <summary>Asked by sign-in when an account met too many wrong passwords: that nobody gets in for a while is an event.</summary>
/// <param name="Until">When it may be tried again.</param>
public sealed record PauseAccount(UserId UserId, DateTimeOffset Until, int Failures) : ICommand
{
    public static Decision Decide(PauseAccount c, User user) => user.PausedUntil >= c.Until ? Decision.Nothing : new AccountPaused(c.Until, c.Failures);

    internal static void Map(Slices slices) => slices.Change<User, PauseAccount>(Slices.Inside, _ => Need.Inside, Decide, stream: c => c.UserId);
}
