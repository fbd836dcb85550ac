using System.Diagnostics;
using MeshEvents.Swarm;
using Npgsql;

namespace MeshEvents.Bench.Figures;

/// <summary>A device's newest 100 entries of a history of 1,000,000, asked over HTTPS as the console asks. Baseline: the same rows by one prepared SELECT.</summary>
static class DeviceEvents
{
    const int Devices = 1000, EntriesEach = 1000;

    public static async Task RunAsync(Bed bed, Table table)
    {
        var rounds = bed.Brief ? 100 : 400;
        await using var server = await ServerProcess.StartAsync(bed, "history");
        using var person = await server.SetUpAsync();
        using var identity = FakeIdentity.Family(1)[0];
        await using var agent = await FakeAgent.ConnectAsync(identity, await person.SettingsAsync(), "the device");
        await agent.ReportAsync();
        var device = await person.ReadyDeviceAsync();
        await using var source = NpgsqlDataSource.Create(server.Connection);
        await FillAsync(source, device);

        await using var connection = await source.OpenConnectionAsync();
        await using var select = new NpgsqlCommand("select * from audit.entry where tenant_id = (select tenant_id from audit.entry where device_id = $1 limit 1) and device_id = $1 order by sequence desc limit 100", connection);
        select.Parameters.Add(new() { Value = device });
        await select.PrepareAsync();
        var path = $"/api/audit?deviceId={device}&take=100";
        var (ours, plain) = (new List<double>(), new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            var started = Stopwatch.GetTimestamp();
            await using (var rows = await select.ExecuteReaderAsync())
                while (await rows.ReadAsync()) rows.GetString(7);
            plain.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            started = Stopwatch.GetTimestamp();
            using var answer = await person.SendAsync(HttpMethod.Get, path);
            await answer.Content.ReadAsByteArrayAsync();
            ours.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }
        if ((await person.GetAsync(path)).GetProperty("rows").GetArrayLength() != 100) throw new BenchException("The page does not hold 100 entries.");
        table.Add(new("last 100 of 1,000,000 events for a device, p50", ours.Median(), "ms", plain.Median(), "one prepared SELECT", Target.Most(5)));
        table.Add(new("the same, p99", ours.At(0.99), "ms", plain.At(0.99), "one prepared SELECT"));
    }

    /// Straight into the table, at numbers far above what the run itself draws; the device's entries lie scattered among the others'.
    static async Task FillAsync(NpgsqlDataSource source, Guid device)
    {
        await using var fill = source.CreateCommand($$"""
            insert into audit.entry (tenant_id, sequence, id, at, kind, category, outcome, sentence, actor_id, actor_kind, address, via, device_id, group_id, changes, command, correlation, stream, version)
            select e.tenant_id, 10000000 + n, gen_random_uuid(), now() - make_interval(secs => {{Devices * EntriesEach}} - n), 'devices.device_renamed', 'Devices', 'Done', 'Renamed pc-' || n || ' to pc-' || n + 1,
                   e.actor_id, 'User', '192.0.2.7', 'Web', case when n % {{Devices}} = 7 then $1 else md5((n % {{Devices}})::text)::uuid end, e.group_id,
                   jsonb_build_array(jsonb_build_object('field', 'name', 'before', 'pc-' || n, 'after', 'pc-' || n + 1)), 'RenameDevice', md5(n::text), md5((n % {{Devices}})::text)::uuid, n / {{Devices}} + 1
            from generate_series(1, {{Devices * EntriesEach}}) n cross join (select * from audit.entry where device_id = $1 limit 1) e
            """);
        fill.CommandTimeout = 300;
        fill.Parameters.Add(new() { Value = device });
        if (await fill.ExecuteNonQueryAsync() == 0) throw new BenchException("The device has no entry to copy.");
        await using var analyze = source.CreateCommand("vacuum analyze audit.entry");
        analyze.CommandTimeout = 300;
        await analyze.ExecuteNonQueryAsync();
    }
}
