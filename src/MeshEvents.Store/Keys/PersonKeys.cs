using System.Collections.Concurrent;
using System.Security.Cryptography;
using Npgsql;

namespace MeshEvents.Store;

/// <summary>
/// One data key per person, wrapped by the ring, in <c>keys.person_key</c> of the database that <see cref="PersonKeysPlace"/> found. Kept in memory at most <see cref="Kept"/>, so that an erasure on
/// another node holds here soon after (audit.md 11).
/// </summary>
sealed class PersonKeys(NpgsqlDataSource place, KeyRing ring, TimeProvider time)
{
    public static readonly TimeSpan Kept = TimeSpan.FromSeconds(30);
    readonly ConcurrentDictionary<Guid, (PersonKey Key, DateTimeOffset Until)> byId = new();
    readonly ConcurrentDictionary<(string Tenant, Guid Subject), (PersonKey Key, DateTimeOffset Until)> bySubject = new();

    /// <summary>The keys to seal with; made for people who have none. Two who make one at once get the same.</summary>
    public async Task<IReadOnlyDictionary<Guid, PersonKey>> OfAsync(string tenant, IEnumerable<Guid> subjects, CancellationToken stop)
    {
        var found = new Dictionary<Guid, PersonKey>();
        foreach (var subject in subjects.Distinct())
            found[subject] = Live(bySubject, (tenant, subject)) ?? await MakeAsync(tenant, subject, stop);
        return found;
    }

    async Task<PersonKey> MakeAsync(string tenant, Guid subject, CancellationToken stop)
    {
        var fresh = RandomNumberGenerator.GetBytes(32);
        var id = Guid.CreateVersion7();
        await using var batch = place.CreateBatch();
        batch.BatchCommands.Add(Command.Of(
            "insert into keys.person_key (key_id, tenant_id, subject, wrapped) values ($1, $2, $3, $4) on conflict (tenant_id, subject) do nothing",
            id, tenant, subject, ring.Seal(fresh, Bound(id, tenant, subject))));
        batch.BatchCommands.Add(Command.Of("select key_id, tenant_id, subject, wrapped from keys.person_key where tenant_id = $1 and subject = $2", tenant, subject));
        await using var reader = await batch.ExecuteReaderAsync(stop);
        if (!await reader.ReadAsync(stop)) throw new StaleException("The person was erased this moment.");
        return Remember(reader);
    }

    /// <summary>Looks the keys up, so that <see cref="Find"/> has them; those that are gone are erased.</summary>
    public async Task LoadAsync(IEnumerable<Guid> keyIds, CancellationToken stop)
    {
        var missing = keyIds.Where(id => Live(byId, id) is null).Distinct().ToArray();
        if (missing.Length == 0) return;
        await using var command = place.CreateCommand("select key_id, tenant_id, subject, wrapped from keys.person_key where key_id = any($1)");
        command.Parameters.Add(new() { Value = missing });
        await using var reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop)) Remember(reader);
    }

    public PersonKey? Find(Guid keyId) => byId.TryGetValue(keyId, out var held) ? held.Key : null;

    /// <summary>Destroys a person's key: everything sealed under it reads as erased from now on.</summary>
    public async Task EraseAsync(string tenant, Guid subject, CancellationToken stop)
    {
        await using var command = place.CreateCommand("delete from keys.person_key where tenant_id = $1 and subject = $2 returning key_id");
        command.Parameters.Add(new() { Value = tenant });
        command.Parameters.Add(new() { Value = subject });
        await using var reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop)) byId.TryRemove(reader.GetGuid(0), out _);
        bySubject.TryRemove((tenant, subject), out _);
    }

    PersonKey Remember(NpgsqlDataReader reader)
    {
        var (id, tenant, subject) = (reader.GetGuid(0), reader.GetString(1), reader.GetGuid(2));
        var key = new PersonKey(id, ring.Open(reader.GetFieldValue<byte[]>(3), Bound(id, tenant, subject)));
        var until = time.GetUtcNow() + Kept;
        byId[id] = bySubject[(tenant, subject)] = (key, until);
        return key;
    }

    PersonKey? Live<TKey>(ConcurrentDictionary<TKey, (PersonKey Key, DateTimeOffset Until)> cache, TKey key) where TKey : notnull
    {
        if (!cache.TryGetValue(key, out var held)) return null;
        if (held.Until > time.GetUtcNow()) return held.Key;
        cache.TryRemove(KeyValuePair.Create(key, held));
        return null;
    }

    static string Bound(Guid id, string tenant, Guid subject) => $"person/{tenant}/{subject:N}/{id:N}";
}
