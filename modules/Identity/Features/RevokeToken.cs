using MeshEvents.Bus;
using MeshEvents.Contracts.Identity;
using MeshEvents.Kernel;

namespace MeshEvents.Identity.Features;

/// <summary>End one of one's own tokens: at once, with everything that runs by it. A token may end itself, and no other.</summary>
public sealed record RevokeToken(TokenId TokenId) : ICommand
{
    public static Decision Decide(RevokeToken c, Token token, Ask ask)
    {
        if (token.UserId.Value != ask.By.Id) return Refuse.NotThere;
        if (ask.By.Kind is ActorKind.Token && ask.By.Login != c.TokenId.Value) return Refuse.NotAllowed;
        return token.Ended ? Decision.Nothing : new TokenEnded("revoked by its owner");
    }

    internal static void Map(Slices slices) => slices.Change<Token, RevokeToken>("DELETE /api/tokens/{tokenId}", _ => Need.SignedIn, Decide, stream: c => c.TokenId);
}

/// <summary>Asked by the clock: its time is over.</summary>
public sealed record ExpireToken(TokenId TokenId) : ICommand
{
    public static Decision Decide(ExpireToken c, Token token) => token.Ended ? Decision.Nothing : new TokenEnded("expired");

    internal static void Map(Slices slices) => slices.Change<Token, ExpireToken>(Slices.Inside, _ => Need.Inside, Decide, stream: c => c.TokenId);
}
