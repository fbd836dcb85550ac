using MeshEvents.Bus;
using MeshEvents.Contracts.Identity;
using MeshEvents.Identity.SignIn;
using MeshEvents.Kernel;
using MeshEvents.Store;

namespace MeshEvents.Identity.Features;

/// <summary>End one's own login session: here, and everything that runs in it.</summary>
public sealed record SignOut : ICommand<SignedOut>
{
    public static Decision<SignedOut> Decide(SignOut c, Login login, Ask ask) =>
        (login.Ended ? Decision.Nothing : Decision.Of(new LoginEnded("signed out"))).Answer(new SignedOut());

    internal static void Map(Slices slices) =>
        slices.ChangeOwn<Login, SignOut>("POST /api/sign-out", _ => Need.InPerson, by => by.Login, Decide);
}

/// <summary>End one of one's own login sessions, perhaps on a computer left behind.</summary>
public sealed record EndLogin(LoginId LoginId) : ICommand
{
    public static Decision Decide(EndLogin c, Login login, Ask ask)
    {
        if (login.UserId.Value != ask.By.Id) return Refuse.NotThere;
        return login.Ended ? Decision.Nothing : new LoginEnded("ended by its owner");
    }

    internal static void Map(Slices slices) => slices.Change<Login, EndLogin>("DELETE /api/logins/{loginId}", _ => Need.InPerson, Decide, stream: c => c.LoginId);
}
