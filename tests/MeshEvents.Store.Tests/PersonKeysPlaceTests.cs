using MeshEvents.Kernel;
using MeshEvents.Testing;
using Npgsql;
using Xunit;

namespace MeshEvents.Store.Tests;

/// <summary>The person keys' own database: made, found again, filled from an older installation, and never silently missing.</summary>
public sealed class PersonKeysPlaceTests : IAsyncLifetime
{
    static readonly PersonId Ann = new(Guid.NewGuid());
    readonly string folder = Directory.CreateTempSubdirectory("mesh-place-").FullName;
    readonly Guid tenant = Guid.CreateVersion7();
    readonly List<string> roles = [];
    PostgresServer postgres = null!;
    TestDatabase home = null!;
    KeyRing ring = null!;

    public async Task InitializeAsync()
    {
        postgres = await PostgresServer.RunningAsync();
        home = await postgres.NewDatabaseAsync();
        ring = KeyRing.Create(Path.Combine(folder, "ring.json"), DateTimeOffset.UtcNow);
    }

    public async Task DisposeAsync()
    {
        await home.DisposeAsync();
        foreach (var role in roles) await RunAsync("postgres", $"drop role {role}");
        Directory.Delete(folder, recursive: true);
    }

    string Keys => home.Name + "_keys";

    async Task RunAsync(string database, string sql)
    {
        await using var source = NpgsqlDataSource.Create(postgres.To(database) + ";Pooling=false");
        await using var connection = await source.OpenConnectionAsync();
        await connection.RunAsync(sql, default);
    }

    async Task<long> CountAsync(string database, string table)
    {
        await using var source = NpgsqlDataSource.Create(postgres.To(database) + ";Pooling=false");
        await using var connection = await source.OpenConnectionAsync();
        return await connection.ScalarAsync<long>($"select count(*) from {table}", default);
    }

    EventStore StoreOn(Database database) => new(database, World.Facts(), World.Views(), ring, TimeProvider.System);

    async Task<Guid> VisitAsync(Database database)
    {
        await ViewTables.PrepareAsync(database, World.Views());
        var shop = Guid.CreateVersion7();
        var actor = new Actor(ActorKind.User, Ann.Value, "Ann", tenant, Via.Web, "192.0.2.7");
        await StoreOn(database).AppendAsync(new(actor, "trace", null, null, About.Nothing, null)
        {
            Appends = [new(shop, "shop", 0, [new VisitorNoted(Pii.Of(Ann, "Ann Ångström"), Mood.Busy, [])])],
        });
        return shop;
    }

    async Task<Pii<string>> NameAsync(Database database, Guid shop) => ((VisitorNoted)(await StoreOn(database).StreamAsync(tenant, shop))[0].Data).Name;

    /// A database as an installation had it before: one sealed name, its key in the schema.
    async Task<Guid> OlderAsync()
    {
        Guid shop;
        await using (var database = await Database.OpenAsync(home.ConnectionString)) shop = await VisitAsync(database);
        await ReturnKeysAsync();
        await RunAsync("postgres", $"drop database {Keys} with (force)");
        return shop;
    }

    /// Puts main back to where it counts: keys in the schema, no place remembered. The keys database stays as it is.
    async Task ReturnKeysAsync()
    {
        await using var source = NpgsqlDataSource.Create(postgres.To(Keys) + ";Pooling=false");
        await using var apart = await source.OpenConnectionAsync();
        await using var command = Command.On(apart, null, "select format('insert into keys.person_key values (%L, %L, %L, %L, %L)', key_id, tenant_id, subject, wrapped, created) from keys.person_key");
        var rows = new List<string>();
        await using (var reader = await command.ExecuteReaderAsync())
            while (await reader.ReadAsync()) rows.Add(reader.GetString(0));
        await RunAsync(home.Name, "delete from keys.place; " + string.Join(';', rows));
    }

    [Fact]
    public async Task Is_made_beside_the_main_database_and_found_again()
    {
        Guid shop;
        await using (var database = await Database.OpenAsync(home.ConnectionString))
        {
            Assert.Equal((true, Keys, null), (database.PersonKeys.IsApart, database.PersonKeys.Name, database.PersonKeys.WhyNotApart));
            shop = await VisitAsync(database);
        }
        Assert.Equal((1L, 0L), (await CountAsync(Keys, "keys.person_key"), await CountAsync(home.Name, "keys.person_key")));
        await using var again = await Database.OpenAsync(home.ConnectionString);
        Assert.Equal("Ann Ångström", (await NameAsync(again, shop)).Value);
    }

    [Fact]
    public async Task The_program_may_add_and_remove_keys_there_and_nothing_else()
    {
        await using var database = await Database.OpenAsync(home.ConnectionString);
        Assert.True(database.IsRestricted);
        await VisitAsync(database);
        foreach (var sql in new[] { "update keys.person_key set wrapped = ''", "truncate keys.person_key", "drop table keys.person_key", "update keys.installation set id = gen_random_uuid()", "delete from public.migration", "create table public.more (n int)" })
        {
            await using var command = database.PersonKeys.Apart!.CreateCommand(sql);
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync())).SqlState);
        }
        await using var forget = database.App.CreateCommand("delete from keys.place");
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await Assert.ThrowsAsync<PostgresException>(() => forget.ExecuteNonQueryAsync())).SqlState);
    }

    [Fact]
    public async Task Keys_of_an_older_installation_move_there()
    {
        var shop = await OlderAsync();
        await using var database = await Database.OpenAsync(home.ConnectionString);
        Assert.Equal((1L, 0L, 1L), (await CountAsync(Keys, "keys.person_key"), await CountAsync(home.Name, "keys.person_key"), await CountAsync(home.Name, "keys.place")));
        Assert.Equal("Ann Ångström", (await NameAsync(database, shop)).Value);
    }

    [Fact]
    public async Task More_keys_than_a_page_move_too()
    {
        await OlderAsync();
        await RunAsync(home.Name, "insert into keys.person_key select gen_random_uuid(), 't', gen_random_uuid(), decode(md5(n::text), 'hex') from generate_series(1, 2500) n");
        await using var database = await Database.OpenAsync(home.ConnectionString);
        Assert.Equal((2501L, 0L), (await CountAsync(Keys, "keys.person_key"), await CountAsync(home.Name, "keys.person_key")));
    }

    [Fact]
    public async Task Many_servers_that_start_at_once_move_them_once()
    {
        await OlderAsync();
        var all = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Database.OpenAsync(home.ConnectionString)));
        Assert.All(all, d => Assert.True(d.PersonKeys.IsApart));
        Assert.Equal((1L, 0L), (await CountAsync(Keys, "keys.person_key"), await CountAsync(home.Name, "keys.person_key")));
        foreach (var database in all) await database.DisposeAsync();
    }

    [Fact]
    public async Task A_start_killed_between_copy_and_removal_is_done_again()
    {
        var shop = await OlderAsync();
        await using (var source = NpgsqlDataSource.Create(home.ConnectionString + ";Pooling=false"))
        await using (var holding = await source.OpenConnectionAsync())
        {
            await using var held = await holding.BeginTransactionAsync();
            // the child can read where the keys are, and waits before it writes that down: after the copy, before its commit
            await holding.RunAsync("lock table keys.place in exclusive mode", default, held);
            using var child = Child.Start([], "open", home.ConnectionString);
            await Until.TrueAsync(IsCopied, "the key to be copied");
            await child.KillAsync();
        }
        await using var database = await Database.OpenAsync(home.ConnectionString);
        Assert.Equal((1L, 0L), (await CountAsync(Keys, "keys.person_key"), await CountAsync(home.Name, "keys.person_key")));
        Assert.Equal("Ann Ångström", (await NameAsync(database, shop)).Value);
    }

    async Task<bool> IsCopied()
    {
        try { return await CountAsync(Keys, "keys.person_key") == 1; }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.InvalidCatalogName or PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName) { return false; }
    }

    [Fact]
    public async Task An_older_copy_of_the_main_database_does_not_bring_back_who_was_erased_and_came_again()
    {
        await OlderAsync();
        await using (var database = await Database.OpenAsync(home.ConnectionString))
        {
            await ReturnKeysAsync();      // as a restore of a backup from before the move would
            await StoreOn(database).ErasePersonAsync(tenant, Ann.Value);
            await VisitAsync(database);
        }
        var refused = await Assert.ThrowsAsync<StoreRefusedException>(() => Database.OpenAsync(home.ConnectionString));
        Assert.Contains("older copy", refused.Message);
        Assert.Equal(1L, await CountAsync(home.Name, "keys.person_key"));
    }

    [Fact]
    public async Task An_erased_person_stays_erased_whatever_becomes_of_the_main_database()
    {
        await using var database = await Database.OpenAsync(home.ConnectionString);
        var shop = await VisitAsync(database);
        await StoreOn(database).ErasePersonAsync(tenant, Ann.Value);
        Assert.Equal(0L, await CountAsync(Keys, "keys.person_key"));
        await using var again = await Database.OpenAsync(home.ConnectionString);
        Assert.True((await NameAsync(again, shop)).Erased);
    }

    [Theory]
    [InlineData(null, "is missing")]
    [InlineData("", "is empty")]
    [InlineData("create schema keys; create table keys.installation (id uuid); insert into keys.installation values (gen_random_uuid())", "is another one")]
    public async Task A_lost_keys_database_is_not_taken_for_erasure(string? instead, string why)
    {
        await using (var database = await Database.OpenAsync(home.ConnectionString)) await VisitAsync(database);
        await RunAsync("postgres", $"drop database {Keys} with (force)");
        if (instead is not null)
        {
            await RunAsync("postgres", $"create database {Keys}");
            await RunAsync(Keys, instead.Length > 0 ? instead : "select 1");
        }
        var refused = await Assert.ThrowsAsync<StoreRefusedException>(() => Database.OpenAsync(home.ConnectionString));
        Assert.Contains($"The database {Keys} {why}", refused.Message);
        if (instead is null) Assert.Equal(0L, await CountAsync("postgres", $"pg_database where datname = '{Keys}'"));
    }

    [Fact]
    public async Task A_keys_database_that_is_lost_while_the_server_runs_is_noticed()
    {
        await using var database = await Database.OpenAsync(home.ConnectionString);
        Assert.Null(await database.PersonKeys.FaultAsync());
        await RunAsync("postgres", $"drop database {Keys} with (force)");
        Assert.NotNull(await database.PersonKeys.FaultAsync());
    }

    /// A role that owns this test's main database, and may make no other.
    async Task<string> LimitedAsync()
    {
        var role = $"limited_{Guid.NewGuid():N}";
        await home.DisposeAsync();
        home = await postgres.NewEmptyDatabaseAsync();
        await RunAsync("postgres", $"create role {role} nologin; alter database {home.Name} owner to {role}");
        roles.Add(role);
        return $"{home.ConnectionString};Options=-c role={role}";
    }

    [Fact]
    public async Task Where_no_database_may_be_made_the_keys_stay_in_the_schema_and_that_is_told()
    {
        await using var database = await Database.OpenAsync(await LimitedAsync());
        Assert.False(database.PersonKeys.IsApart);
        Assert.Equal($"The database user may not make the database {Keys}.", database.PersonKeys.WhyNotApart);
        var shop = await VisitAsync(database);
        Assert.Equal((1L, 0L), (await CountAsync(home.Name, "keys.person_key"), await CountAsync(home.Name, "keys.place")));
        Assert.Equal("Ann Ångström", (await NameAsync(database, shop)).Value);
        await StoreOn(database).ErasePersonAsync(tenant, Ann.Value);
        Assert.Equal(0L, await CountAsync(home.Name, "keys.person_key"));
    }

    [Fact]
    public async Task One_that_an_administrator_made_is_used_and_refused_once_it_is_closed()
    {
        var connection = await LimitedAsync();
        Guid shop;
        await using (var before = await Database.OpenAsync(connection)) shop = await VisitAsync(before);
        await RunAsync("postgres", $"create database {Keys} owner {roles[0]}");
        await using (var database = await Database.OpenAsync(connection))
        {
            Assert.True(database.PersonKeys.IsApart);
            Assert.Equal("Ann Ångström", (await NameAsync(database, shop)).Value);
        }
        await RunAsync(Keys, $"alter database {Keys} owner to mesh; alter schema keys owner to mesh; alter table keys.installation owner to mesh; revoke all on schema keys from {roles[0]}");
        var refused = await Assert.ThrowsAsync<StoreRefusedException>(() => Database.OpenAsync(connection));
        Assert.Contains("may not be used", refused.Message);
    }
}
