using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using MeshEvents.Bus;
using MeshEvents.Contracts.Identity;
using MeshEvents.Identity.SignIn;
using MeshEvents.Identity.Views;
using MeshEvents.Kernel;
using MeshEvents.Store;

namespace MeshEvents.Identity.Tokens;

/// <summary>
/// Who a program acts for, by its token (<see cref="TokenText"/>). Kept is the secret's SHA-256. A token ends when it expires, when it is revoked, and with its
/// owner's password; the owner's rights, cut down to the token's, are looked up anew at every use.
/// </summary>
public sealed class AccessTokens(ReadsFor reads, TokenUses uses, IRightsNow rights, SignInLimits limits, FailedSignIns failed, TimeProvider clock) : IOnCommit
{
    public const string Kind = "identity.token";

    /// <summary>What one who comes by a token has proved.</summary>
    public const string Factors = "token";

    sealed record Cached(Guid Tenant, TokenRow Row, string Owner, byte[] Hash)
    {
        long seen, noted;

        public void See(DateTimeOffset now) => Interlocked.Exchange(ref seen, now.UtcTicks);

        /// <returns>What is to be written down, when that was long enough ago.</returns>
        public DateTimeOffset? Note(TimeSpan every)
        {
            var now = Interlocked.Read(ref seen);
            if (now - Interlocked.Read(ref noted) <= every.Ticks) return null;
            Interlocked.Exchange(ref noted, now);
            return new(now, TimeSpan.Zero);
        }

        public DateTimeOffset? Seen => Interlocked.Read(ref seen) is > 0 and var ticks ? new(ticks, TimeSpan.Zero) : null;
    }

    static readonly Refusal wrong = new(401, "identity.wrong-token", "This access token is not valid here: it has expired, was revoked, or is not complete. Make a new one under Account, or run 'mesh login'.");

    readonly ConcurrentDictionary<Guid, Cached> cache = [];

    /// What ended in this process: a look-up that began before must not bring it back.
    readonly ConcurrentDictionary<Guid, byte> ended = [];

    /// <summary>The person a request with this token is from; or why it is nobody's.</summary>
    /// <param name="via">The door it came through.</param>
    public async ValueTask<(Actor? Actor, Refusal? No)> FindAsync(Guid tenant, string text, string? address, Via via, CancellationToken stop)
    {
        var key = $"token{SignInLimits.Address(address)}";
        if (!TokenText.TryRead(text, out var id, out var secret)) return (null, Wrong(key));
        if (!cache.TryGetValue(id.Value, out var token))
        {
            // one that is in use is never kept waiting by a neighbour's wrong ones
            if (limits.Wait(key) is { Ticks: > 0 } wait) return (null, Refuse.TooOften("identity.too-many-tries", $"Too many wrong access tokens came from this address. Try again in {Math.Ceiling(wait.TotalSeconds)} seconds.", wait));
            if (await LoadAsync(tenant, id) is not { } loaded) return (null, Wrong(key));
            token = cache.GetOrAdd(id.Value, loaded);
            if (ended.ContainsKey(id.Value)) { cache.TryRemove(id.Value, out _); return (null, Wrong(key)); }
        }
        if (token.Tenant != tenant || token.Row.ExpiresAt <= clock.GetUtcNow()) return (null, Wrong(key));
        if (!CryptographicOperations.FixedTimeEquals(token.Hash, Encoding.ASCII.GetBytes(Logins.HashOf(secret))))
        {
            await failed.NoteAsync(token.Row.UserId, Actor.Nobody(tenant, address, via), wrong.Code);
            return (null, Wrong(key));
        }

        var actor = new Actor(ActorKind.Token, token.Row.UserId.Value, token.Owner, tenant, via, address, id.Value, Factors, Within: token.Row.Rights);
        var site = await rights.OnSiteAsync(actor, stop);
        if (site != Rights.Full && (site & Rights.SiteLocked) != 0) return (null, new(403, "identity.locked", "This account is locked. An administrator can unlock it."));
        token.See(clock.GetUtcNow());
        return (actor, null);
    }

    /// <summary>When this one was used last, if that was in this process.</summary>
    public DateTimeOffset? SeenAt(TokenId id) => cache.TryGetValue(id.Value, out var token) ? token.Seen : null;

    /// <summary>Writes down when each was used last, at most once in this time.</summary>
    public Task NoteAsync(TimeSpan every, CancellationToken stop) =>
        uses.NoteAsync([.. cache.Values.Select(t => (t.Row.Id, Seen: t.Note(every))).Where(t => t.Seen is not null).Select(t => (t.Id, t.Seen!.Value))], stop);

    Refusal Wrong(string key)
    {
        limits.Wrong(key);
        return wrong;
    }

    async Task<Cached?> LoadAsync(Guid tenant, TokenId id)
    {
        var asked = reads.Tenant(tenant);
        if (await asked.RowAsync<TokenRow>(id) is not { } row || await asked.SecretAsync(Kind, id) is not { } hash) return null;
        return await asked.RowAsync<UserRow>(row.UserId) is { } user ? new(tenant, row, user.Name, Encoding.ASCII.GetBytes(hash.Reveal())) : null;
    }

    public void OnCommit(IReadOnlyList<IEvent> events)
    {
        foreach (var e in events)
        {
            if (e.Data is not TokenEnded) continue;
            ended.TryAdd(e.StreamId, 0);
            cache.TryRemove(e.StreamId, out _);
        }
    }
}
