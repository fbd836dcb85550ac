using FluentValidation;
using MeshEvents.Bus;
using MeshEvents.Contracts.Identity;
using MeshEvents.Identity.SignIn;
using MeshEvents.Identity.Tokens;
using MeshEvents.Identity.Views;
using MeshEvents.Kernel;
using MeshEvents.Store;

namespace MeshEvents.Identity.Features;

/// <summary>Let the program that waits with this code in: it gets a token of one's own. A code works once.</summary>
/// <param name="Rights">As in <see cref="CreateToken"/>.</param>
public sealed record ConfirmPairing(string Code, uint Rights, int Days = 30) : ICommand<PairingConfirmed>
{
    internal const int MostCode = 32;

    public sealed class Validator : AbstractValidator<ConfirmPairing>
    {
        public Validator()
        {
            RuleFor(c => c.Code).NotEmpty().MaximumLength(MostCode);
            RuleFor(c => c.Rights).IsTokenRights();
            RuleFor(c => c.Days).IsTokenLife();
        }
    }

    /// <param name="Pairing">Null when nothing waits with that code.</param>
    public sealed record Known(Pairing? Pairing, int Tokens, TimeSpan Wait);

    internal static async Task<Known?> Load(ConfirmPairing c, Reads reads)
    {
        var (tries, tokens) = (new PairingTries(reads), (await reads.RowsAsync<TokenRow>($"user_id = {reads.By.Id}")).Count);
        if (tries.Wait > TimeSpan.Zero || tokens >= TokenOf.Most) return new(null, tokens, tries.Wait);
        return new(tries.Answer(c.Code, PairingState.Confirmed), tokens, TimeSpan.Zero);
    }

    public static Decision<PairingConfirmed> Decide(ConfirmPairing c, Known known, Ask ask)
    {
        if (known.Tokens >= TokenOf.Most) return TokenOf.TooMany;
        if (known.Wait > TimeSpan.Zero) return PairingTries.TooOften(known.Wait);
        if (known.Pairing is not { } pairing) return PairingTries.None;

        var (id, ends) = (ask.NewId<TokenId>(), ask.At.AddDays(c.Days));
        return TokenOf.Made(ask, pairing.Client, c.Rights, ends, pairing.Challenge).AnswerFrom((Pairings pairings) =>
        {
            pairings.Give(pairing, id);
            return new PairingConfirmed(id, ends);
        });
    }

    internal static void Map(Slices slices) => slices.Create<Token, ConfirmPairing, Known>("POST /api/pairing-codes/{code}/confirm", _ => Need.InPerson, Load, Decide);
}

public sealed record PairingConfirmed(TokenId TokenId, DateTimeOffset ExpiresAt);

/// <summary>Turn the program that waits with this code away.</summary>
public sealed record DenyPairing(string Code) : ICommand
{
    public sealed class Validator : AbstractValidator<DenyPairing>
    {
        public Validator() => RuleFor(c => c.Code).NotEmpty().MaximumLength(ConfirmPairing.MostCode);
    }

    public sealed record Known(Pairing? Pairing, TimeSpan Wait);

    internal static Task<Known?> Load(DenyPairing c, Reads reads)
    {
        var tries = new PairingTries(reads);
        return Task.FromResult<Known?>(tries.Wait > TimeSpan.Zero ? new(null, tries.Wait) : new(tries.Answer(c.Code, PairingState.Denied), TimeSpan.Zero));
    }

    public static Decision Decide(DenyPairing c, User user, Known known, Ask ask)
    {
        if (known.Wait > TimeSpan.Zero) return PairingTries.TooOften(known.Wait);
        if (known.Pairing is not { } pairing) return PairingTries.None;

        var me = new UserId(ask.By.Id);
        return new PairingDenied(Pii.Of(me, pairing.Client), Pii.Of(me, pairing.Address));
    }

    internal static void Map(Slices slices) => slices.ChangeOwn<User, DenyPairing, Known>("POST /api/pairing-codes/{code}/deny", _ => Need.InPerson, by => by.Id, Load, Decide);
}

/// <summary>How often one person may try a code.</summary>
sealed class PairingTries(Reads reads)
{
    public static readonly Refusal None = Refuse.Conflict("identity.no-such-pairing", "Nothing waits with this code. A code lives ten minutes and works once; start again where it was shown.");

    readonly SignInLimits limits = reads.Ask<SignInLimits>();
    readonly string key = SignInLimits.Account(reads.Tenant, $"pair|{reads.By.Id}");

    public static Refusal TooOften(TimeSpan wait) => Refuse.TooOften("identity.too-many-tries", $"Too many wrong codes. Try again in {Math.Ceiling(wait.TotalSeconds)} seconds.", wait);

    public TimeSpan Wait => limits.Wait(key);

    public void Wrong() => limits.Wrong(key);

    public Pairing? Answer(string code, PairingState answer)
    {
        if (reads.Ask<Pairings>().Answer(reads.Tenant, code, answer) is { } pairing) return pairing;
        Wrong();
        return null;
    }
}
