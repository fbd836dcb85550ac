using FluentValidation;
using MeshEvents.Bus;
using MeshEvents.Identity.Tokens;
using MeshEvents.Kernel;
using MeshEvents.Store;

namespace MeshEvents.Identity.Features;

/// <param name="Code">The person types it, or compares it.</param>
/// <param name="Page">The console's page for it, from the server's address on.</param>
/// <param name="PollSeconds">How often to ask what became of it.</param>
public sealed record PairingAsked(string Code, string Page, DateTimeOffset ExpiresAt, int PollSeconds);

/// <summary>
/// A program asks to be let in: it shows a code, and a person who is signed in confirms it (RFC 8628). Its secret stays with it: here it shows the SHA-256, and
/// once confirmed its token is <c>mesh_&lt;token id&gt;_&lt;secret&gt;</c>.
/// </summary>
/// <param name="Client">What the person is shown: which program, where.</param>
/// <param name="Challenge">SHA-256 of the secret's 64 hexadecimal digits, 64 hexadecimal digits itself.</param>
public sealed record StartPairing(string Client, string Challenge) : ICommand<PairingAsked>
{
    const int PollSeconds = 2;

    public sealed class Validator : AbstractValidator<StartPairing>
    {
        public Validator()
        {
            RuleFor(c => c.Client).NotEmpty().MaximumLength(64).Must(n => n is null || Clean.Line(n, 64) == n).WithMessage("The client's name is one line of plain text.");
            RuleFor(c => c.Challenge).Must(IsChallenge).WithMessage("The challenge is a SHA-256, 64 hexadecimal digits in lower case.");
        }
    }

    /// <param name="Asked">Null when too many wait.</param>
    public sealed record Known(Pairing? Asked);

    internal static Task<Known?> Load(StartPairing c, Reads reads) =>
        Task.FromResult<Known?>(new(reads.Ask<Pairings>().Ask(reads.Tenant, c.Challenge, c.Client, reads.By.Address ?? "unknown")));

    public static Decision<PairingAsked> Decide(StartPairing c, Known known, Ask ask)
    {
        if (known.Asked is not { } asked) return Refuse.TooOften("identity.too-many-pairings", "Too many programs wait to be let in. Try again in some minutes.", TimeSpan.FromMinutes(1));
        return Decision.Nothing.AnswerFrom((TimeProvider _) => new PairingAsked(asked.Code, "/pair", asked.EndsAt, PollSeconds));
    }

    internal static bool IsChallenge(string? text) => text is { Length: 64 } && text.All(char.IsAsciiHexDigitLower);

    internal static void Map(Slices slices) => slices.Create<Token, StartPairing, Known>("POST /api/pairings", _ => Need.Anyone, Load, Decide);
}
