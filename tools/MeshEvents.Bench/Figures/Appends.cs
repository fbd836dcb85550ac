using System.Diagnostics;
using MeshEvents.Contracts.Devices;
using MeshEvents.Kernel;
using Npgsql;
using NpgsqlTypes;

namespace MeshEvents.Bench.Figures;

/// <summary>
/// Durable commits of one event each, by eight writers, with all metadata as in the server: once an event that no inline view takes up, once one that two do
/// (read before, written with it). Baseline: a prepared INSERT of one row of the same size into a plain table, on as many connections. They take turns, so that a
/// busy machine slows all.
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
        Task<(double Rate, double Cpu)> AppendsAsync(Func<long, Fact> fact) => RateAsync(seconds, async (i, stop) =>
        {
            var (count, version) = await AppendAsync(world, writers[i].Stream, writers[i].Version, fact, stop);
            writers[i] = (writers[i].Stream, version);
            return count;
        });
        var (plain, bare, viewed) = (new List<(double Rate, double Cpu)>(), new List<(double Rate, double Cpu)>(), new List<(double Rate, double Cpu)>());
        for (var round = 0; round <= rounds; round++)
        {
            var inserts = await RateAsync(seconds, (_, stop) => InsertAsync(world, stop));
            var appends = await AppendsAsync(n => new DeviceNoted($"note {n}", $"note {n + 1}"));
            var withViews = await AppendsAsync(n => new DeviceRenamed($"name {n}", $"name {n + 1}"));
            if (round == 0) continue;       // the first warms up
            plain.Add(inserts);
            bare.Add(appends);
            viewed.Add(withViews);
        }
        const string against = "prepared one-row INSERTs";
        var (rate, cpu) = (plain.ConvertAll(r => r.Rate).Median(), plain.ConvertAll(r => r.Cpu).Median());
        table.Add(new("durable single appends, 8 writers", bare.ConvertAll(r => r.Rate).Median(), "/s", rate, against, Target.LeastRatio(0.6)));
        table.Add(new("CPU of the server's process for each", bare.ConvertAll(r => r.Cpu).Median(), "us", cpu, against));
        table.Add(new("the same with two inline views", viewed.ConvertAll(r => r.Rate).Median(), "/s", rate, against));
        table.Add(new("CPU of the server's process for each", viewed.ConvertAll(r => r.Cpu).Median(), "us", cpu, against));
    }

    /// Commits a second, and microseconds of this process' CPU for each.
    static async Task<(double Rate, double Cpu)> RateAsync(int seconds, Func<int, Func<bool>, Task<long>> work)
    {
        var (started, cpu) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        var counts = await Task.WhenAll(Enumerable.Range(0, Writers).Select(i => work(i, () => Stopwatch.GetElapsedTime(started).TotalSeconds >= seconds)));
        return (counts.Sum() / Stopwatch.GetElapsedTime(started).TotalSeconds, (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / counts.Sum());
    }

    static async Task<(long Count, long Version)> AppendAsync(World world, Guid stream, long version, Func<long, Fact> fact, Func<bool> stop)
    {
        var count = 0L;
        for (; !stop(); count++, version++)
            await world.Store.AppendAsync(world.Commit(stream, version, fact(version)));
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
