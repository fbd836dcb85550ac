using System.Diagnostics;
using MeshEvents.Contracts.Devices;
using MeshEvents.Kernel;
using MeshEvents.Store;
using Microsoft.Extensions.Logging.Abstractions;

namespace MeshEvents.Bench.Figures;

/// <summary>The device list's view made anew from 100,000 events: read, open, fold, write, swap. Baseline: reading the same facts and nothing else.</summary>
static class Rebuilds
{
    const int Devices = 5000, EventsEach = 20;
    const string View = "devices.DeviceSheet";

    public static async Task RunAsync(Bed bed, Table table)
    {
        var rounds = bed.Brief ? 3 : 7;
        await using var world = await World.OpenAsync(await bed.NewDatabaseAsync("rebuilds"), bed.Place("rebuilds-ring"));
        await Parallel.ForEachAsync(Enumerable.Range(0, Devices), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) => await world.EnrollAsync($"device {i}", Life(i)));
        await using (var analyze = world.Database.Owner.CreateCommand("vacuum analyze events.mt_events")) await analyze.ExecuteNonQueryAsync();
        using var daemon = new ProjectionDaemon(world.Store, NullLogger<ProjectionDaemon>.Instance);
        await daemon.StartAsync(default);
        await Wait.UntilAsync(() => Task.FromResult(daemon.States.First(s => s.Name == View) is { Behind: 0, Position: >= Devices * EventsEach }), "the view has caught up");

        var (ours, plain) = (new List<double>(), new List<double>());
        for (var round = 0; round <= rounds; round++)
        {
            var started = Stopwatch.GetTimestamp();
            var read = await ReadAsync(world);
            var reading = read / Stopwatch.GetElapsedTime(started).TotalSeconds;
            started = Stopwatch.GetTimestamp();
            await daemon.RebuildAsync(View);
            var rebuilding = Devices * EventsEach / Stopwatch.GetElapsedTime(started).TotalSeconds;
            if (round == 0) continue;       // the first warms up
            ours.Add(rebuilding);
            plain.Add(reading);
        }
        await daemon.StopAsync(default);
        table.Add(new("rebuild of 100,000 events", ours.Median(), "events/s", plain.Median(), "reading the facts", Target.Least(200_000)));
    }

    /// What a device goes through: half of it inventory, as in a real history.
    static Fact[] Life(int device) => [.. Enumerable.Range(1, EventsEach - 1).Select(n => (n % 4) switch
    {
        0 => (Fact)new DeviceRenamed($"device {device}.{n - 4}", $"device {device}.{n}"),
        2 => new DeviceTagged([], ["office", $"floor {n}"]),
        _ => new InventoryReported(new Dictionary<string, FieldChange> { ["system.os"] = new($"Linux {n - 1}", $"Linux {n}"), [$"network.eth{n % 2}.addresses"] = new(null, $"192.0.2.{n}") }),
    })];

    static async Task<long> ReadAsync(World world)
    {
        await using var command = world.Database.App.CreateCommand("select seq_id, id, stream_id, version, data::text, type, timestamp, tenant_id, is_archived from events.mt_events order by seq_id");
        await using var rows = await command.ExecuteReaderAsync();
        var count = 0L;
        for (; await rows.ReadAsync(); count++)
        {
            rows.GetInt64(0);
            rows.GetGuid(2);
            rows.GetFieldValue<byte[]>(4);
        }
        return count;
    }
}
