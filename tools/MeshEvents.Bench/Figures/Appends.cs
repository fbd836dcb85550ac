using System.Diagnostics;
using MeshEvents.Bus;
using MeshEvents.Contracts.Devices;
using MeshEvents.Kernel;
using MeshEvents.Server;
using MeshEvents.Store;
using Npgsql;
using NpgsqlTypes;

namespace MeshEvents.Bench.Figures;

/// <summary>
/// Durable commits of one event each, by eight writers, with every module's views and metadata as in the server. Baseline: a prepared INSERT of one row of the same
/// size into a plain table, on as many connections. The two take turns, so that a busy machine slows both.
/// </summary>
static class Appends
{
    const int Writers = 8;

    public static async Task RunAsync(Bed bed, Table table)
    {
        var (rounds, seconds) = bed.Brief ? (3, 2) : (5, 5);
        await using var world = await World.OpenAsync(await bed.NewDatabaseAsync("appends"), bed.Place("appends-ring"));
        await using (var make = world.Database.Owner.CreateCommand("create table public.plain (id uuid primary key, at timestamptz not null default now(), data jsonb not null)"))
            await make.ExecuteNonQueryAsync();

        var writers = new List<(Guid Stream, long Version)>();
        for (var i = 0; i < Writers; i++) writers.Add((await world.EnrollAsync($"device {i}"), 1));
        var (ours, plain, cpu, plainCpu) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round <= rounds; round++)
        {
            var (inserted, insertCpu) = await RateAsync(seconds, (_, stop) => InsertAsync(world, stop));
            var (appended, appendCpu) = await RateAsync(seconds, async (i, stop) =>
            {
                var (count, version) = await AppendAsync(world, writers[i].Stream, writers[i].Version, stop);
                writers[i] = (writers[i].Stream, version);
                return count;
            });
            if (round == 0) continue;       // the first warms up
            ours.Add(appended);
            plain.Add(inserted);
            cpu.Add(appendCpu);
            plainCpu.Add(insertCpu);
        }
        table.Add(new("durable single appends, 8 writers", ours.Median(), "/s", plain.Median(), "prepared one-row INSERTs", Target.LeastRatio(0.6)));
        table.Add(new("of it CPU of the server's process, each", cpu.Median(), "us", plainCpu.Median(), "prepared one-row INSERTs"));
    }

    /// Commits a second, and microseconds of this process' CPU for each.
    static async Task<(double Rate, double Cpu)> RateAsync(int seconds, Func<int, Func<bool>, Task<long>> work)
    {
        var (started, cpu) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        var counts = await Task.WhenAll(Enumerable.Range(0, Writers).Select(i => work(i, () => Stopwatch.GetElapsedTime(started).TotalSeconds >= seconds)));
        return (counts.Sum() / Stopwatch.GetElapsedTime(started).TotalSeconds, (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / counts.Sum());
    }

    static async Task<(long Count, long Version)> AppendAsync(World world, Guid stream, long version, Func<bool> stop)
    {
        var count = 0L;
        for (; !stop(); count++, version++)
            await world.Store.AppendAsync(world.Commit(stream, version, new DeviceRenamed($"name {version}", $"name {version + 1}")));
        return (count, version);
    }

    static async Task<long> InsertAsync(World world, Func<bool> stop)
    {
        await using var connection = await world.Database.Owner.OpenConnectionAsync();
        await using var insert = new NpgsqlCommand("insert into public.plain (id, data) values ($1, $2)", connection);
        var (id, data) = (insert.Parameters.Add(new() { NpgsqlDbType = NpgsqlDbType.Uuid }), insert.Parameters.Add(new() { NpgsqlDbType = NpgsqlDbType.Jsonb }));
        await insert.PrepareAsync();
        var count = 0L;
        for (; !stop(); count++)
        {
            (id.Value, data.Value) = (Guid.CreateVersion7(), $$"""{"from":"name {{count}}","to":"name {{count + 1}}"}""");
            await insert.ExecuteNonQueryAsync();
        }
        return count;
    }
}
