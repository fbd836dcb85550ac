using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using MeshEvents.Bus;
using MeshEvents.Contracts.Identity;
using MeshEvents.Identity.Views;
using MeshEvents.Kernel;
using MeshEvents.Store;

namespace MeshEvents.Identity.SignIn;

/// <summary>A login session that was shown to be real.</summary>
/// <param name="Csrf">What unsafe requests of this session must carry; derived from the cookie's secret, so nothing is stored for it.</param>
public sealed record KnownLogin(LoginId Id, UserId User, string Name, DateTimeOffset Started, string Csrf)
{
    public DateTimeOffset EndsAt => Started + SignInTimes.Longest;
}

/// <summary>
/// Login sessions by their cookie: <c>&lt;login id&gt;.&lt;256-bit secret&gt;</c>. Kept is the secret's SHA-256, so nothing is signed or encrypted and any
/// node can check it. They end after an hour without use, after twelve hours in any case, and when they are revoked.
/// </summary>
public sealed class Logins(ReadsFor reads, LoginUses uses, SignInTimes times, TimeProvider clock) : IOnCommit
{
    public const string Kind = "identity.login";

    sealed record Cached(Guid Tenant, LoginId Id, UserId User, string Name, byte[] Hash, DateTimeOffset Started, DateTimeOffset SeenBefore)
    {
        long seen = SeenBefore.UtcTicks, noted = SeenBefore.UtcTicks;

        public DateTimeOffset Seen => new(Interlocked.Read(ref seen), TimeSpan.Zero);
        public void See(DateTimeOffset now) => Interlocked.Exchange(ref seen, now.UtcTicks);

        /// <returns>What is to be written down, when that was long enough ago.</returns>
        public DateTimeOffset? Note(TimeSpan every)
        {
            var now = Seen;
            if (now.UtcTicks - Interlocked.Read(ref noted) <= every.Ticks) return null;
            Interlocked.Exchange(ref noted, now.UtcTicks);
            return now;
        }
    }

    readonly ConcurrentDictionary<Guid, Cached> cache = [];

    /// What ended in this process: a look-up that began before must not bring it back.
    readonly ConcurrentDictionary<Guid, byte> ended = [];

    public static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(secret)));
    public static string CsrfOf(string secret) => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes("csrf|" + secret)));

    /// <param name="used">Somebody asked for this; false for what a page does by itself, which keeps no sign-in alive.</param>
    /// <returns>Null for a cookie that is malformed, unknown, ended, of another tenant, or too old.</returns>
    public async ValueTask<KnownLogin?> FindAsync(Guid tenant, string cookie, bool used, CancellationToken stop)
    {
        if (!TryRead(cookie, out var id, out var secret)) return null;
        if (!cache.TryGetValue(id.Value, out var login))
        {
            if (await LoadAsync(tenant, id, stop) is not { } loaded) return null;
            login = cache.GetOrAdd(id.Value, loaded);
            if (ended.ContainsKey(id.Value)) { cache.TryRemove(id.Value, out _); return null; }
        }
        if (login.Tenant != tenant || !Fits(login.Hash, secret)) return null;

        var now = clock.GetUtcNow();
        if (times.IsOver(login.Started, login.Seen, now)) return null;
        if (used) login.See(now);
        return new(login.Id, login.User, login.Name, login.Started, CsrfOf(secret));
    }

    /// <summary>Its person did something outside of a request.</summary>
    public void Used(LoginId id)
    {
        var now = clock.GetUtcNow();
        if (cache.TryGetValue(id.Value, out var login) && !times.IsOver(login.Started, login.Seen, now)) login.See(now);
    }

    /// <summary>How a session ended whose cookie this was; null for a cookie that was never real, and while it goes on.</summary>
    public async Task<LoginEnded?> EndOfAsync(Guid tenant, string cookie, CancellationToken stop)
    {
        if (!TryRead(cookie, out var id, out var secret)) return null;
        var asked = reads.Tenant(tenant);
        if (await asked.SecretAsync(Kind, id) is not { } hash || !Fits(Encoding.ASCII.GetBytes(hash.Reveal()), secret)) return null;
        return await asked.Load<Login>(id.Value) is var (login, _) ? login.End : null;
    }

    /// <summary>When each of these was used last.</summary>
    public async Task<IReadOnlyDictionary<Guid, LoginUse>> SeenAsync(Guid[] ids, CancellationToken stop)
    {
        var seen = await uses.OfAsync(ids, stop);
        return seen.ToDictionary(u => u.Id.Value, u => cache.TryGetValue(u.Id.Value, out var hot) ? u with { Seen = hot.Seen } : u);
    }

    /// <summary>Those in use whose time is over.</summary>
    internal IReadOnlyList<LoginUse> Over()
    {
        var now = clock.GetUtcNow();
        return [.. cache.Values.Where(l => times.IsOver(l.Started, l.Seen, now)).Select(l => new LoginUse(l.Tenant, l.Id, l.Started, l.Seen))];
    }

    /// <summary>The same for those that nobody has used since this process began.</summary>
    internal async Task<IReadOnlyList<LoginUse>> ForgottenAsync(CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        var old = await uses.OlderAsync(seen: now - times.Idle, started: now - SignInTimes.Longest, stop);
        return [.. old.Where(l => !cache.ContainsKey(l.Id.Value) && times.IsOver(l.Started, l.Seen, now))];
    }

    /// <summary>Writes down when each was used last, at most once in this time.</summary>
    internal Task NoteAsync(TimeSpan every, CancellationToken stop) =>
        uses.NoteAsync([.. cache.Values.Select(l => (l.Id.Value, Seen: l.Note(every))).Where(l => l.Seen is not null).Select(l => (l.Value, l.Seen!.Value))], stop);

    static bool TryRead(string cookie, out LoginId id, out string secret)
    {
        (id, secret) = (default, "");
        if (cookie.Length > 200 || cookie.Split('.') is not [var text, { Length: 64 } rest] || !Guid.TryParseExact(text, "N", out var guid)) return false;
        (id, secret) = (new(guid), rest);
        return true;
    }

    static bool Fits(byte[] hash, string secret) => CryptographicOperations.FixedTimeEquals(hash, Encoding.ASCII.GetBytes(HashOf(secret)));

    async Task<Cached?> LoadAsync(Guid tenant, LoginId id, CancellationToken stop)
    {
        var asked = reads.Tenant(tenant);
        if (await asked.RowAsync<LoginRow>(id) is not { } row || await asked.SecretAsync(Kind, id) is not { } hash) return null;
        if (await asked.RowAsync<UserRow>(row.UserId) is not { } user) return null;
        var (started, seen) = await uses.FirstAsync(tenant, id, clock.GetUtcNow(), stop);
        return new(tenant, id, row.UserId, user.Name, Encoding.ASCII.GetBytes(hash.Reveal()), started, seen);
    }

    public void OnCommit(IReadOnlyList<IEvent> events)
    {
        foreach (var e in events)
        {
            if (e.Data is not LoginEnded) continue;
            ended.TryAdd(e.StreamId, 0);
            cache.TryRemove(e.StreamId, out _);
        }
    }
}
