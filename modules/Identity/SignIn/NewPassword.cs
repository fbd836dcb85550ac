using MeshEvents.Contracts.Identity;
using MeshEvents.Identity.Views;
using MeshEvents.Kernel;
using MeshEvents.Store;

namespace MeshEvents.Identity.SignIn;

/// <summary>What follows when a password is replaced, whoever does it: who came in with the old one is out.</summary>
static class NewPassword
{
    /// <summary>The password could not be hashed now: <see cref="Passwords"/> has too much to do.</summary>
    public static Refusal Busy { get; } = Refuse.TooOften("identity.busy", "The server is busy. Try again in a few seconds.", TimeSpan.FromSeconds(5));

    /// <summary>The tokens that a person's programs have.</summary>
    public static async Task<IReadOnlyList<TokenId>> TokensAsync(this Reads reads, UserId user) =>
        [.. (await reads.RowsAsync<TokenRow>($"user_id = {user}")).Select(t => t.Id)];

    public static Decision Set(UserId user, Secret hash, IReadOnlyList<LoginId> logins, IReadOnlyList<TokenId> tokens, string why)
    {
        var decision = Decision.Of(new PasswordChanged()).Keep(UserSecrets.Password, user, hash);
        decision = logins.Aggregate(decision, (d, login) => d.Also(login, new LoginEnded(why)));
        return tokens.Aggregate(decision, (d, token) => d.Also(token, new TokenEnded(why)));
    }
}
