using FluentValidation;
using MeshEvents.Bus;
using MeshEvents.Contracts.Identity;
using MeshEvents.Identity.SignIn;
using MeshEvents.Identity.Views;
using MeshEvents.Kernel;
using MeshEvents.Store;

namespace MeshEvents.Identity.Features;

/// <summary>Change one's own password. Every other login session of the account ends, and every token.</summary>
public sealed record ChangePassword(string Current, string Password) : ICommand
{
    public sealed class Validator : AbstractValidator<ChangePassword>
    {
        public Validator()
        {
            RuleFor(c => c.Current).NotEmpty().MaximumLength(Rules.MostPassword);
            RuleFor(c => c.Password).IsNewPassword();
        }
    }

    public sealed record Known(bool Right, Secret? Hash, TimeSpan Wait, IReadOnlyList<LoginId> Others, IReadOnlyList<TokenId> Tokens);

    internal static async Task<Known?> Load(ChangePassword c, Reads reads)
    {
        var (limits, passwords) = (reads.Ask<SignInLimits>(), reads.Ask<Passwords>());
        var key = SignInLimits.Account(reads.Tenant, $"change|{reads.By.Id}");
        if (limits.Wait(key) is { Ticks: > 0 } wait) return new(false, null, wait, [], []);
        var kept = await reads.SecretAsync(UserSecrets.Password, new UserId(reads.By.Id));
        var right = await passwords.CheckAsync(c.Current, kept) is true;
        if (!right) limits.Wrong(key);
        var others = await reads.RowsAsync<LoginRow>($"user_id = {reads.By.Id} and id <> {reads.By.Login ?? Guid.Empty}");
        return new(right, right ? await passwords.HashAsync(c.Password) : null, TimeSpan.Zero, [.. others.Select(o => o.Id)], await reads.TokensAsync(new(reads.By.Id)));
    }

    public static Decision Decide(ChangePassword c, User user, Known known, Ask ask)
    {
        if (known.Wait > TimeSpan.Zero) return Refuse.TooOften("identity.too-many-tries", $"Too many wrong tries. Try again in {Math.Ceiling(known.Wait.TotalSeconds)} seconds.", known.Wait);
        if (!known.Right) return Refuse.Conflict("identity.wrong-current-password", "The current password is wrong.");
        if (known.Hash is not { } hash) return NewPassword.Busy;

        return NewPassword.Set(new UserId(ask.By.Id), hash, known.Others, known.Tokens, "the password was changed");
    }

    internal static void Map(Slices slices) => slices.ChangeOwn<User, ChangePassword, Known>("PUT /api/me/password", _ => Need.InPerson, by => by.Id, Load, Decide);
}
