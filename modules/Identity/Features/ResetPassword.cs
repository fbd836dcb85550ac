using FluentValidation;
using MeshEvents.Bus;
using MeshEvents.Contracts.Identity;
using MeshEvents.Identity.SignIn;
using MeshEvents.Identity.Views;
using MeshEvents.Kernel;
using MeshEvents.Store;

namespace MeshEvents.Identity.Features;

/// <summary>Give an account a new password, from the server's own command line. All its login sessions and tokens end.</summary>
public sealed record ResetPassword(UserId UserId, string Password) : ICommand
{
    public sealed class Validator : AbstractValidator<ResetPassword>
    {
        public Validator() => RuleFor(c => c.Password).IsNewPassword();
    }

    public sealed record Known(Secret? Hash, IReadOnlyList<LoginId> Logins, IReadOnlyList<TokenId> Tokens);

    internal static async Task<Known?> Load(ResetPassword c, Reads reads) => new(
        await reads.Ask<Passwords>().HashAsync(c.Password), [.. (await reads.RowsAsync<LoginRow>($"user_id = {c.UserId}")).Select(l => l.Id)], await reads.TokensAsync(c.UserId));

    public static Decision Decide(ResetPassword c, User user, Known known, Ask ask)
    {
        if (known.Hash is not { } hash) return NewPassword.Busy;
        return NewPassword.Set(c.UserId, hash, known.Logins, known.Tokens, "the password was reset");
    }

    internal static void Map(Slices slices) => slices.Change<User, ResetPassword, Known>(Slices.Inside, _ => Need.Inside, Load, Decide, stream: c => c.UserId);
}
