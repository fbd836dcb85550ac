using FluentValidation;
using MeshEvents.Bus;
using MeshEvents.Contracts.Identity;
using MeshEvents.Identity.SignIn;
using MeshEvents.Identity.Views;
using MeshEvents.Kernel;
using MeshEvents.Store;

namespace MeshEvents.Identity.Features;

/// <summary>Sign in with name and password. An unknown name and a wrong password get the same answer after the same time.</summary>
public sealed record SignIn(string Name, string Password) : ICommand<SignedIn>
{
    /// <summary>The browser's or program's own name of itself; filled by the server.</summary>
    public const int MostPassword = 256;

    public sealed class Validator : AbstractValidator<SignIn>
    {
        public Validator()
        {
            RuleFor(c => c.Name).NotEmpty().MaximumLength(128);
            RuleFor(c => c.Password).NotEmpty().MaximumLength(MostPassword);
        }
    }

    /// <param name="User">Null for an unknown name.</param>
    public sealed record Known(UserRow? User, bool Right, TimeSpan Wait, bool Busy, string Client);

    internal static async Task<Known?> Load(SignIn c, Reads reads)
    {
        var limits = reads.Ask<SignInLimits>();
        var key = UserRow.KeyOf(c.Name);
        var (account, address) = (SignInLimits.Account(reads.Tenant, key), SignInLimits.Address(reads.By.Address));
        var client = reads.Ask<ClientNames>().Current;
        if (limits.Wait(account, address) is { Ticks: > 0 } wait) return new(null, false, wait, false, client);

        var user = (await reads.RowsAsync<UserRow>($"name_key = {key}")).SingleOrDefault();
        var kept = user is null ? null : await reads.SecretAsync(UserSecrets.Password, user.Id);
        if (await reads.Ask<Passwords>().CheckAsync(c.Password, kept) is not { } right) return new(null, false, TimeSpan.Zero, true, client);
        if (right) { limits.Right(account); return new(user, true, TimeSpan.Zero, false, client); }

        limits.Wrong(address);
        var (pause, wrong) = limits.Wrong(account);
        if (user is not null && wrong >= SignInLimits.Most)
            await reads.Ask<ICommandBus>().InvokeAsync(new PauseAccount(user.Id, reads.Ask<TimeProvider>().GetUtcNow() + pause, wrong), reads.By.Deferred());
        await reads.Ask<FailedSignIns>().NoteAsync(user?.Id, reads.By, "identity.wrong-password");
        return new(user, false, TimeSpan.Zero, false, client);
    }

    public static Decision<SignedIn> Decide(SignIn c, Known known, Ask ask)
    {
        if (known.Busy) return Refuse.TooOften("identity.busy", "Too many people are signing in at this moment. Try again in a few seconds.", TimeSpan.FromSeconds(5));
        if (known.Wait > TimeSpan.Zero)
            return Refuse.TooOften("identity.too-many-tries", $"Too many wrong tries. Try again in {Math.Ceiling(known.Wait.TotalSeconds)} seconds.", known.Wait);
        if (!known.Right || known.User is not { } user) return new Refusal(401, "identity.wrong-password", "Name or password is wrong.");
        if (user.SiteRights != Rights.Full && (user.SiteRights & Rights.SiteLocked) != 0)
            return new Refusal(403, "identity.locked", "This account is locked. An administrator can unlock it.");

        return LoginOf.Start(ask, user.Id, user.Name, user.Email, user.SiteRights, known.Client);
    }

    internal static void Map(Slices slices) => slices.Create<Login, SignIn, Known>("POST /api/sign-in", _ => Need.Anyone, Load, Decide);
}

/// <summary>The facts and the cookie of a new login session.</summary>
static class LoginOf
{
    public static Decision<SignedIn> Start(Ask ask, UserId user, string name, string? email, uint rights, string client)
    {
        var (login, secret) = (ask.NewId<LoginId>(), ask.NewSecret("login"));
        return Decision.Of(Fact(user, ask, client))
            .Keep(Logins.Kind, login, new(Logins.HashOf(secret.Reveal())))
            .AnswerFrom((SignInTimes times) => SignedIn.Start(login, secret, user, name, email, rights, ask.At, times));
    }

    public static LoginStarted Fact(UserId user, Ask ask, string client) => new(user, "pwd", Pii.Of(user, ask.By.Address ?? "unknown"), Pii.Of(user, client));
}
