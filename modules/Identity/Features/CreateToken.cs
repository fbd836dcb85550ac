using FluentValidation;
using MeshEvents.Bus;
using MeshEvents.Contracts.Identity;
using MeshEvents.Identity.SignIn;
using MeshEvents.Identity.Tokens;
using MeshEvents.Identity.Views;
using MeshEvents.Kernel;
using MeshEvents.Store;

namespace MeshEvents.Identity.Features;

/// <param name="Token">Shown this once.</param>
public sealed record NewToken(TokenId Id, string Token, DateTimeOffset ExpiresAt);

/// <summary>Make a token by which a script acts for oneself. It can never do more than oneself at that moment, and no more than these rights.</summary>
/// <param name="Rights">MeshCentral's bits; all of them: whatever its owner may do, site rights included.</param>
public sealed record CreateToken(string Name, uint Rights, int Days = 30) : ICommand<NewToken>
{
    public sealed class Validator : AbstractValidator<CreateToken>
    {
        public Validator()
        {
            RuleFor(c => c.Name).NotEmpty().MaximumLength(64).Must(n => n is null || Clean.Line(n, 64) == n).WithMessage("The name is one line of plain text.");
            RuleFor(c => c.Rights).IsTokenRights();
            RuleFor(c => c.Days).IsTokenLife();
        }
    }

    public sealed record Known(int Tokens);

    internal static async Task<Known?> Load(CreateToken c, Reads reads) => new((await reads.RowsAsync<TokenRow>($"user_id = {reads.By.Id}")).Count);

    public static Decision<NewToken> Decide(CreateToken c, Known known, Ask ask)
    {
        if (known.Tokens >= TokenOf.Most) return TokenOf.TooMany;

        var (id, secret, ends) = (ask.NewId<TokenId>(), ask.NewSecret("token"), ask.At.AddDays(c.Days));
        return TokenOf.Made(ask, c.Name, c.Rights, ends, Logins.HashOf(secret.Reveal()))
            .AnswerFrom((TimeProvider _) => new NewToken(id, TokenText.Of(id, secret.Reveal()), ends));
    }

    internal static void Map(Slices slices) => slices.Create<Token, CreateToken, Known>("POST /api/tokens", _ => Need.InPerson, Load, Decide);
}

/// <summary>What every new token has, whoever asked for it.</summary>
static class TokenOf
{
    public const int Most = 100, MostDays = 366;

    public static readonly Refusal TooMany = Refuse.Conflict("identity.too-many-tokens", $"You have {Most} access tokens. Revoke one that is not used any more.");

    public static Decision Made(Ask ask, string name, uint rights, DateTimeOffset ends, string hash)
    {
        var (id, user) = (ask.NewId<TokenId>(), new UserId(ask.By.Id));
        return Decision.Of(new TokenCreated(user, Pii.Of(user, name), rights, ends)).Keep(AccessTokens.Kind, id, new(hash)).Later(ends - ask.At, new ExpireToken(id));
    }

    public static IRuleBuilderOptions<T, uint> IsTokenRights<T>(this IRuleBuilder<T, uint> rule) => rule.NotEqual(0u).WithMessage("Choose at least one right.");
    public static IRuleBuilderOptions<T, int> IsTokenLife<T>(this IRuleBuilder<T, int> rule) => rule.InclusiveBetween(1, MostDays);
}
