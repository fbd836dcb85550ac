using MeshEvents.Testing;
using Xunit;

namespace MeshEvents.Store.Tests;

/// <summary>
/// What an unmodified Marten 9 with AutoCreate.None needs to read the events, checked by its own statements and rules (spec/marten-tables.md 2, 3): the package itself
/// is not in the feed that this repository is built from.
/// </summary>
public sealed class MartenLayoutTests
{
    const string EventColumns = "data, type, mt_dotnet_type, bdata, seq_id, id, stream_id, version, timestamp, tenant_id, correlation_id, causation_id, headers, user_name, is_archived";
    const string StreamColumns = "id, version, type, timestamp, created, is_archived";

    [Fact]
    public async Task Every_column_that_Marten_reads_is_there_and_filled()
    {
        await using var fixture = await StoreFixture.NewAsync();
        var shop = await fixture.OpenShopAsync("corner");
        await fixture.AppendAsync(shop, 1, new ShopRenamed("corner", "market"));
        await using var connection = await fixture.Database.Owner.OpenConnectionAsync();

        await using (var select = new Npgsql.NpgsqlCommand($"select {EventColumns} from events.mt_events where stream_id = $1 and tenant_id = $2 and is_archived = false order by version", connection) { Parameters = { new() { Value = shop }, new() { Value = fixture.Tenant.ToString() } } })
        await using (var rows = await select.ExecuteReaderAsync())
        {
            for (var version = 1L; version <= 2; version++)
            {
                Assert.True(await rows.ReadAsync());
                Assert.Equal(version, rows.GetInt64(rows.GetOrdinal("version")));
                for (var column = 0; column < rows.FieldCount; column++) Assert.Equal(rows.GetName(column) is "bdata", rows.IsDBNull(column));
                Assert.Matches(@"^[\w.]+\.\w+, [\w.]+$", rows.GetString(rows.GetOrdinal("mt_dotnet_type")));
                Assert.StartsWith("{", rows.GetString(rows.GetOrdinal("headers")), StringComparison.Ordinal);
            }
            Assert.False(await rows.ReadAsync());
        }
        await using (var select = new Npgsql.NpgsqlCommand($"select {StreamColumns} from events.mt_streams where id = $1", connection) { Parameters = { new() { Value = shop } } })
        await using (var rows = await select.ExecuteReaderAsync())
        {
            Assert.True(await rows.ReadAsync());
            for (var column = 0; column < rows.FieldCount; column++) Assert.False(rows.IsDBNull(column), rows.GetName(column));
            Assert.Equal(2, rows.GetInt64(1));
        }
    }

    [Theory]
    [InlineData("events.mt_mark_event_progression(varchar, bigint)")]
    [InlineData("events.mt_mark_progression_with_skip(varchar, bigint, bigint)")]
    [InlineData("events.mt_archive_stream(uuid, varchar)")]
    public async Task The_functions_that_its_daemon_calls_are_there(string function)
    {
        await using var fixture = await StoreFixture.NewAsync();
        Assert.NotNull(await fixture.ScalarAsync<string>("select to_regprocedure($1)::text", function));
    }

    /// <summary>Every event is written by the server, with who and why: another program's Marten finds nothing to append with.</summary>
    [Fact]
    public async Task What_Marten_appends_with_is_not_there()
    {
        await using var fixture = await StoreFixture.NewAsync();
        Assert.Equal(0, await fixture.ScalarAsync<long>("select count(*) from pg_proc where proname like 'mt_quick_append%' or proname = 'mt_append_event'"));
    }

    /// <summary>The daemon reads the sequence under this name, and the mark under that one.</summary>
    [Fact]
    public async Task Its_daemon_finds_sequence_and_progress()
    {
        await using var fixture = await StoreFixture.NewAsync();
        await fixture.OpenShopAsync("corner");
        Assert.Equal(1, await fixture.ScalarAsync<long>("select last_value from events.mt_events_sequence where is_called"));
        await fixture.ScalarAsync<object>("select events.mt_mark_event_progression('Replay:All', 7)");
        Assert.Equal(7, await fixture.ScalarAsync<long>("select last_seq_id from events.mt_event_progression where name = 'Replay:All'"));
    }
}
