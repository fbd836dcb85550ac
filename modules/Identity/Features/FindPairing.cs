using FluentValidation;
using MeshEvents.Bus;
using MeshEvents.Contracts.Identity;
using MeshEvents.Identity.Tokens;
using MeshEvents.Kernel;
using MeshEvents.Store;

namespace MeshEvents.Identity.Features;

/// <param name="TokenId">Set once confirmed; the secret to it is the program's own.</param>
public sealed record PairingOutcome(PairingState State, TokenId? TokenId, DateTimeOffset ExpiresAt);

/// <summary>The program asks what became of its pairing. It tells nothing that could be used without the program's own secret.</summary>
public sealed record GetPairing(string Challenge) : IQuery<PairingOutcome>
{
    public sealed class Validator : AbstractValidator<GetPairing>
    {
        public Validator() => RuleFor(q => q.Challenge).Must(StartPairing.IsChallenge).WithMessage("The challenge is a SHA-256, 64 hexadecimal digits in lower case.");
    }

    internal static Task<PairingOutcome?> Answer(GetPairing q, Reads reads) =>
        Task.FromResult(reads.Ask<Pairings>().Of(reads.Tenant, q.Challenge) is { } p ? new PairingOutcome(Shown(p), p.Token, p.EndsAt) : null);

    /// Confirmed, and its token is being written: not yet to be told.
    static PairingState Shown(Pairing p) => p is { State: PairingState.Confirmed, Token: null } ? PairingState.Waiting : p.State;

    internal static void Map(Slices slices) => slices.Query<GetPairing, PairingOutcome>("GET /api/pairings/{challenge}", _ => Need.Anyone, Answer);
}

/// <param name="Client">What the program calls itself; anybody can call themselves anything.</param>
/// <param name="Address">Where it asked from.</param>
public sealed record PairingWaiting(string Code, string Client, string Address, DateTimeOffset AskedAt, DateTimeOffset ExpiresAt);

/// <summary>Who waits with this code: looked at before it is confirmed. Wrong codes are limited.</summary>
public sealed record FindPairing(string Code) : IQuery<PairingFound>
{
    public sealed class Validator : AbstractValidator<FindPairing>
    {
        public Validator() => RuleFor(q => q.Code).NotEmpty().MaximumLength(ConfirmPairing.MostCode);
    }

    internal static Task<PairingFound?> Answer(FindPairing q, Reads reads)
    {
        var tries = new PairingTries(reads);
        if (tries.Wait > TimeSpan.Zero) return Task.FromResult<PairingFound?>(new(null, (int)Math.Ceiling(tries.Wait.TotalSeconds)));
        var found = reads.Ask<Pairings>().Find(reads.Tenant, q.Code);
        if (found is null) tries.Wrong();
        return Task.FromResult<PairingFound?>(new(found is null ? null : new(found.Code, found.Client, found.Address, found.AskedAt, found.EndsAt), (int)Math.Ceiling(tries.Wait.TotalSeconds)));
    }

    internal static void Map(Slices slices) => slices.Query<FindPairing, PairingFound>("GET /api/pairing-codes/{code}", _ => Need.InPerson, Answer);
}

/// <param name="Waiting">Null: nothing waits with that code, or one must wait before the next try.</param>
/// <param name="WaitSeconds">Until the next try is looked at; 0 at once.</param>
public sealed record PairingFound(PairingWaiting? Waiting, int WaitSeconds);
