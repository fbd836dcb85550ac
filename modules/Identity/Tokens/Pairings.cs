using System.Security.Cryptography;
using MeshEvents.Contracts.Identity;

namespace MeshEvents.Identity.Tokens;

public enum PairingState { Waiting, Confirmed, Denied }

/// <summary>A program that asked to be let in, and waits for a person to say yes.</summary>
/// <param name="Code">What the person types: <c>BCDF-GHJK</c>.</param>
/// <param name="Challenge">SHA-256 of the secret that the program made for itself; it shows the secret only when it uses the token.</param>
/// <param name="Token">Set once confirmed.</param>
public sealed record Pairing(
    Guid Tenant, string Code, string Challenge, string Client, string Address, DateTimeOffset AskedAt, DateTimeOffset EndsAt, PairingState State = PairingState.Waiting, TokenId? Token = null);

/// <summary>
/// Programs that wait to be let in, as in RFC 8628: for ten minutes, in memory, a few for each address. A code works once. What a stranger asks is no event; what
/// a person answers is.
/// </summary>
sealed class Pairings(TimeProvider clock)
{
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(10);
    public const int Most = 1000, MostPerAddress = 10;

    /// No vowels, so that no code is a word (RFC 8628 6.1).
    const string Letters = "BCDFGHJKLMNPQRSTVWXZ";
    const int Half = 4;

    readonly Lock gate = new();
    readonly Dictionary<(Guid Tenant, string Code), Pairing> waiting = [];

    /// <returns>Null when too many wait: everywhere, or from this address.</returns>
    public Pairing? Ask(Guid tenant, string challenge, string client, string address)
    {
        lock (gate)
        {
            Forget();
            if (waiting.Count >= Most || waiting.Values.Count(p => p.Address == address) >= MostPerAddress) return null;
            var now = clock.GetUtcNow();
            var pairing = new Pairing(tenant, FreshCode(tenant), challenge, client, address, now, now + Life);
            waiting.Add((tenant, pairing.Code), pairing);
            return pairing;
        }
    }

    /// <summary>What became of the one that asked with this challenge; null when it is over or never was.</summary>
    public Pairing? Of(Guid tenant, string challenge)
    {
        lock (gate)
        {
            Forget();
            return waiting.Values.FirstOrDefault(p => p.Tenant == tenant && p.Challenge == challenge);
        }
    }

    /// <summary>The one that still waits with this code, as people type it.</summary>
    public Pairing? Find(Guid tenant, string typed)
    {
        lock (gate)
        {
            Forget();
            return waiting.TryGetValue((tenant, Code(typed)), out var pairing) && pairing.State is PairingState.Waiting ? pairing : null;
        }
    }

    /// <summary>Answers it, if it still waits with this code: of two answers at once one is told that it does not.</summary>
    public Pairing? Answer(Guid tenant, string typed, PairingState answer)
    {
        lock (gate)
        {
            if (Find(tenant, typed) is not { } pairing) return null;
            return waiting[(tenant, pairing.Code)] = pairing with { State = answer };
        }
    }

    /// <summary>The token of a confirmed one exists now.</summary>
    public void Give(Pairing confirmed, TokenId token)
    {
        lock (gate)
        {
            if (waiting.ContainsKey((confirmed.Tenant, confirmed.Code))) waiting[(confirmed.Tenant, confirmed.Code)] = confirmed with { Token = token };
        }
    }

    /// <summary>Without its dash, in lower case, with blanks: all the same.</summary>
    static string Code(string typed)
    {
        var bare = string.Concat(typed.Where(char.IsLetter)).ToUpperInvariant();
        return bare.Length == 2 * Half ? $"{bare[..Half]}-{bare[Half..]}" : "";
    }

    string FreshCode(Guid tenant)
    {
        string code;
        do code = Code(RandomNumberGenerator.GetString(Letters, 2 * Half));
        while (waiting.ContainsKey((tenant, code)));
        return code;
    }

    void Forget()
    {
        var now = clock.GetUtcNow();
        foreach (var (key, pairing) in waiting)
            if (pairing.EndsAt <= now) waiting.Remove(key);
    }
}
