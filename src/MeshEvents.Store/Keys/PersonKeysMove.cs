using Npgsql;

namespace MeshEvents.Store;

/// <summary>
/// Brings the person keys of the main database into the one of their own: copied, compared, then taken away in the same commit that remembers where they
/// are. Until that commit the main database's keys are the ones that count, so a start that is killed at any point is simply done again.
/// </summary>
static class PersonKeysMove
{
    const int PageSize = 1000;

    /// <summary>The other database's own steps: the same table as in the main one, and an id by which the main one knows it again.</summary>
    public static readonly Migrator Tables = new([new(1, "person-keys", $"""
        create schema keys;
        create table keys.installation (one boolean not null primary key default true check (one), id uuid not null default gen_random_uuid());
        insert into keys.installation default values;
        create table keys.person_key (
            key_id    uuid        not null primary key,
            tenant_id varchar     not null,
            subject   uuid        not null,
            wrapped   bytea       not null,
            created   timestamptz not null default now(),
            unique (tenant_id, subject)
        );
        do $$ begin
            if not exists (select from pg_roles where rolname = '{Database.AppRole}') then return; end if;
            revoke all on all tables in schema public, keys from {Database.AppRole};
            grant usage on schema keys to {Database.AppRole};
            grant select, insert, delete on keys.person_key to {Database.AppRole};
        end $$;
        """)]);

    sealed record Page(Guid[] KeyIds, string[] Tenants, Guid[] Subjects, byte[][] Wrapped, DateTime[] Created);

    /// <exception cref="StoreRefusedException">It is not the one with this id.</exception>
    public static async Task CheckAsync(NpgsqlDataSource source, string name, Guid id, CancellationToken stop)
    {
        await using var apart = await source.OpenConnectionAsync(stop);
        var empty = !await apart.ScalarAsync<bool>("select to_regclass('keys.installation') is not null", stop);
        if (empty || await IdAsync(apart, stop) != id)
            throw new StoreRefusedException($"The database {name} is {(empty ? "empty" : "another one")}: it does not hold the keys under which names and addresses of people are sealed here; without them all would read as erased. Restore the backup that belongs to this installation.");
    }

    static Task<Guid> IdAsync(NpgsqlConnection apart, CancellationToken stop) => apart.ScalarAsync<Guid>("select id from keys.installation", stop);

    public static async Task RunAsync(NpgsqlConnection main, NpgsqlDataSource source, string name, CancellationToken stop)
    {
        await using var apart = await source.OpenConnectionAsync(stop);
        await using var moving = await main.BeginTransactionAsync(stop);
        await main.RunAsync("lock table keys.person_key in access exclusive mode", stop, moving);
        for (var last = Guid.Empty; await PageAsync(main, moving, last, stop) is { KeyIds.Length: > 0 } page; last = page.KeyIds[^1])
        {
            await RunAsync(apart, "insert into keys.person_key select * from unnest($1, $2, $3, $4, $5) on conflict do nothing", page, stop);
            var same = (long?)await RunAsync(apart, "select count(*) from keys.person_key join unnest($1, $2, $3, $4, $5) as moved (key_id, tenant_id, subject, wrapped, created) using (key_id, tenant_id, subject, wrapped)", page, stop);
            if (same != page.KeyIds.Length)
                throw new StoreRefusedException($"The database {name} holds other keys for the same people than the schema keys of this database: this database seems to be an older copy. Restore both from backups of the same time, or rename {name}.");
        }
        // emptied, not deleted from: no page of the table keeps a key
        await main.RunAsync("truncate keys.person_key", stop, moving);
        await using (var remember = Command.On(main, moving, "insert into keys.place (id) values ($1)", await IdAsync(apart, stop))) await remember.ExecuteNonQueryAsync(stop);
        await moving.CommitAsync(stop);
    }

    static async Task<Page> PageAsync(NpgsqlConnection main, NpgsqlTransaction moving, Guid after, CancellationToken stop)
    {
        var rows = new List<(Guid KeyId, string Tenant, Guid Subject, byte[] Wrapped, DateTime Created)>(PageSize);
        await using var command = Command.On(main, moving, "select key_id, tenant_id, subject, wrapped, created from keys.person_key where key_id > $1 order by key_id limit $2", after, PageSize);
        await using var reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop)) rows.Add((reader.GetGuid(0), reader.GetString(1), reader.GetGuid(2), reader.GetFieldValue<byte[]>(3), reader.GetDateTime(4)));
        return new([.. rows.Select(r => r.KeyId)], [.. rows.Select(r => r.Tenant)], [.. rows.Select(r => r.Subject)], [.. rows.Select(r => r.Wrapped)], [.. rows.Select(r => r.Created)]);
    }

    static async Task<object?> RunAsync(NpgsqlConnection apart, string sql, Page page, CancellationToken stop)
    {
        await using var command = Command.On(apart, null, sql, page.KeyIds, Command.Texts(page.Tenants), page.Subjects, page.Wrapped, page.Created);
        return await command.ExecuteScalarAsync(stop);
    }
}
