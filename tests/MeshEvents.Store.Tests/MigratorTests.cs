using MeshEvents.Testing;
using Npgsql;
using Xunit;

namespace MeshEvents.Store.Tests;

public sealed class MigratorTests : IAsyncLifetime
{
    static readonly Migration One = new(1, "one", "create table public.one (n int);\ninsert into public.one values (1);"), Two = new(2, "two", "insert into public.one values (2);");
    TestDatabase home = null!;
    NpgsqlDataSource owner = null!;

    public async Task InitializeAsync()
    {
        home = await (await PostgresServer.RunningAsync()).NewEmptyDatabaseAsync();
        owner = NpgsqlDataSource.Create(home.ConnectionString);
    }

    public async Task DisposeAsync()
    {
        await owner.DisposeAsync();
        await home.DisposeAsync();
    }

    async Task<T?> ScalarAsync<T>(string sql)
    {
        await using var connection = await owner.OpenConnectionAsync();
        return await connection.ScalarAsync<T>(sql, default);
    }

    [Fact]
    public async Task Steps_run_once_in_order_even_when_many_servers_start_at_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => new Migrator([Two, One]).ApplyAsync(owner)));
        Assert.Equal("1,2", await ScalarAsync<string>("select string_agg(n::text, ',' order by n) from public.one"));
        Assert.Equal(2L, await ScalarAsync<long>("select count(*) from public.migration"));
    }

    [Fact]
    public async Task A_changed_step_is_refused_but_other_line_ends_are_not_a_change()
    {
        await new Migrator([One]).ApplyAsync(owner);
        await new Migrator([One with { Sql = One.Sql.Replace("\n", "\r\n") }, Two]).ApplyAsync(owner);
        var changed = new Migration(1, "one", One.Sql + " -- better");
        var refused = await Assert.ThrowsAsync<StoreRefusedException>(() => new Migrator([changed, Two]).ApplyAsync(owner));
        Assert.Contains("0001-one was changed", refused.Message);
    }

    [Fact]
    public async Task A_newer_database_is_refused()
    {
        await new Migrator([One, Two]).ApplyAsync(owner);
        Assert.Contains("newer than this program", (await Assert.ThrowsAsync<StoreRefusedException>(() => new Migrator([One]).ApplyAsync(owner))).Message);
    }

    [Fact]
    public async Task A_step_that_fails_leaves_nothing_and_can_be_tried_again()
    {
        await Assert.ThrowsAsync<PostgresException>(() => new Migrator([One, new(2, "two", "insert into public.one values (2); select 1/0")]).ApplyAsync(owner));
        Assert.Equal(1L, await ScalarAsync<long>("select count(*) from public.one"));
        await new Migrator([One, Two]).ApplyAsync(owner);
        Assert.Equal(2L, await ScalarAsync<long>("select count(*) from public.one"));
    }

    [Fact]
    public void Two_steps_of_one_number_are_refused() =>
        Assert.Contains("0001", Assert.Throws<ArgumentException>(() => new Migrator([One, new(1, "uno", "")])).Message);

    [Fact]
    public async Task A_database_restored_without_its_sequence_is_refused()
    {
        await Migrator.Embedded().ApplyAsync(owner);
        await ScalarAsync<object>("select events.mt_mark_event_progression('HighWaterMark', 5)");
        Assert.Contains("without its sequences", (await Assert.ThrowsAsync<StoreRefusedException>(() => Migrator.Embedded().ApplyAsync(owner))).Message);
        await ScalarAsync<long>("select setval('events.mt_events_sequence', 5)");
        await Migrator.Embedded().ApplyAsync(owner);
    }

    [Fact]
    public async Task The_program_can_add_events_but_neither_change_nor_remove_them()
    {
        await using var world = await StoreFixture.NewAsync();
        Assert.True(world.Database.IsRestricted);
        await world.OpenShopAsync("Bread");
        foreach (var sql in new[]
        {
            "update events.mt_events set data = '{}'", "delete from events.mt_events", "truncate events.mt_events", "update events.mt_events set timestamp = now()",
            "delete from events.mt_streams", "update public.migration set checksum = ''", "drop table events.mt_events", "update keys.ring set proof = ''",
        })
        {
            await using var command = world.Database.App.CreateCommand(sql);
            var refused = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
        }
        await using var archive = world.Database.App.CreateCommand("update events.mt_events set is_archived = true");
        Assert.Equal(1, await archive.ExecuteNonQueryAsync());
    }
}
