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
public sealed record KnownLogin(LoginId Id, UserId User, string Name, DateTimeOffset Started, DateTimeOffset LastSeen, string Csrf)
{
    public DateTimeOffset EndsAt => Started + Logins.AbsoluteEnd;
}

/// <summary>
/// Login sessions by their cookie: <c>&lt;login id&gt;.&lt;256-bit secret&gt;</c>. Kept is the secret's SHA-256, so nothing is signed or encrypted and any
/// node can check it. They end after an hour without use, after twelve hours in any case, and when they are revoked.
/// </summary>
public sealed class Logins(ReadsFor reads, Database database, TimeProvider clock) : IOnCommit
{
    public const string Kind = "identity.login";
    public static readonly TimeSpan IdleEnd = TimeSpan.FromMinutes(60), AbsoluteEnd = TimeSpan.FromHours(12);
    static readonly TimeSpan noteEvery = TimeSpan.FromMinutes(1);

    sealed record Cached(Guid Tenant, LoginId Id, UserId User, string Name, byte[] Hash, DateTimeOffset Started) { public DateTimeOffset LastSeen; public DateTimeOffset Noted; }

    readonly ConcurrentDictionary<Guid, Cached> cache = [];

    /// What ended in this process: a look-up that began before must not bring it back.
    readonly ConcurrentDictionary<Guid, byte> ended = [];

    public static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(secret)));
    public static string CsrfOf(string secret) => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes("csrf|" + secret)));

    /// <returns>Null for a cookie that is malformed, unknown, ended, of another tenant, or too old.</returns>
    public async ValueTask<KnownLogin?> FindAsync(Guid tenant, string cookie, CancellationToken stop)
    {
        if (cookie.Length > 200 || cookie.Split('.') is not [var idText, { Length: 64 } secret] || !Guid.TryParseExact(idText, "N", out var id)) return null;
        if (!cache.TryGetValue(id, out var login))
        {
            if (await LoadAsync(tenant, new(id), stop) is not { } loaded) return null;
            login = cache.GetOrAdd(id, loaded);
            if (ended.ContainsKey(id)) { cache.TryRemove(id, out _); return null; }
        }
        if (login.Tenant != tenant || !CryptographicOperations.FixedTimeEquals(login.Hash, Encoding.ASCII.GetBytes(HashOf(secret)))) return null;

        var now = clock.GetUtcNow();
        if (now - login.LastSeen > IdleEnd || now - login.Started > AbsoluteEnd) return null;
        login.LastSeen = now;
        if (now - login.Noted > noteEvery) await NoteAsync(login, now, stop);
        return new(login.Id, login.User, login.Name, login.Started, now, CsrfOf(secret));
    }

    /// <summary>When each of these was used last.</summary>
    public async Task<IReadOnlyDictionary<Guid, (DateTimeOffset Started, DateTimeOffset Seen)>> SeenAsync(Guid[] ids, CancellationToken stop)
    {
        await using var command = database.App.CreateCommand("select login_id, started, seen from identity.login_seen where login_id = any($1)");
        command.Parameters.Add(new() { Value = ids });
        await using var rows = await command.ExecuteReaderAsync(stop);
        var seen = new Dictionary<Guid, (DateTimeOffset, DateTimeOffset)>();
        while (await rows.ReadAsync(stop))
            seen[rows.GetGuid(0)] = (rows.GetFieldValue<DateTimeOffset>(1), cache.TryGetValue(rows.GetGuid(0), out var hot) ? hot.LastSeen : rows.GetFieldValue<DateTimeOffset>(2));
        return seen;
    }

    async Task<Cached?> LoadAsync(Guid tenant, LoginId id, CancellationToken stop)
    {
        var asked = reads.Tenant(tenant);
        if (await asked.RowAsync<LoginRow>(id) is not { } row || await asked.SecretAsync(Kind, id) is not { } hash) return null;
        if (await asked.RowAsync<UserRow>(row.UserId) is not { } user) return null;
        var (started, seen) = await FirstSeenAsync(tenant, id, stop);
        return new(tenant, id, row.UserId, user.Name, Encoding.ASCII.GetBytes(hash.Reveal()), started) { LastSeen = seen, Noted = seen };
    }

    /// The event's own time is the start; the row beside it only saves reading the stream.
    async Task<(DateTimeOffset Started, DateTimeOffset Seen)> FirstSeenAsync(Guid tenant, LoginId id, CancellationToken stop)
    {
        await using var command = database.App.CreateCommand("""
            with first as (
                insert into identity.login_seen (login_id, started, seen)
                select stream_id, timestamp, greatest(timestamp, $3) from events.mt_events where tenant_id = $2 and stream_id = $1 and version = 1
                on conflict (login_id) do nothing returning started, seen)
            select started, seen from first union all select started, seen from identity.login_seen where login_id = $1 limit 1
            """);
        command.Parameters.Add(new() { Value = id.Value });
        command.Parameters.Add(new() { Value = tenant.ToString() });
        command.Parameters.Add(new() { Value = clock.GetUtcNow().UtcDateTime });
        await using var row = await command.ExecuteReaderAsync(stop);
        await row.ReadAsync(stop);
        return (row.GetFieldValue<DateTimeOffset>(0), row.GetFieldValue<DateTimeOffset>(1));
    }

    async Task NoteAsync(Cached login, DateTimeOffset now, CancellationToken stop)
    {
        login.Noted = now;
        await using var command = database.App.CreateCommand("update identity.login_seen set seen = $2 where login_id = $1");
        command.Parameters.Add(new() { Value = login.Id.Value });
        command.Parameters.Add(new() { Value = now.UtcDateTime });
        await command.ExecuteNonQueryAsync(stop);
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
