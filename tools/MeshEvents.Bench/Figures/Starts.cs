using System.Diagnostics;
using System.Net;

namespace MeshEvents.Bench.Figures;

/// <summary>From the start of the server's process to its first answer with data (the device list, asked again and again), PostgreSQL running. Baseline: a bare Kestrel's first answer.</summary>
static class Starts
{
    static readonly TimeSpan idle = TimeSpan.FromSeconds(5);

    public static async Task RunAsync(Bed bed, Table table)
    {
        var rounds = bed.Brief ? 3 : 9;
        await using var server = await ServerProcess.StartAsync(bed, "starts");
        using var person = await server.SetUpAsync();
        var (ours, plain) = (new List<double>(), new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            await server.KillAsync();
            var started = Stopwatch.GetTimestamp();
            server.Respawn();
            using var http = person.AnotherClient();
            await Wait.UntilAsync(() => AnswersAsync(http), "the server answers with the device list");
            ours.Add(Stopwatch.GetElapsedTime(started).TotalSeconds);

            started = Stopwatch.GetTimestamp();
            var (bare, address) = BareServer.Spawn();
            await using var _ = bare;
            await BareServer.AnswersAsync(bare, address);
            plain.Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
        }
        table.Add(new("start to the first answer with data", ours.Median(), "s", plain.Median(), "a bare Kestrel's start", Target.Most(0.8)));
        await Task.Delay(idle);
        table.Add(new("memory of the idle server, without PostgreSQL", await Machine.SettledKbAsync(server.Id) / 1024.0, "MB", Target: Target.Most(120)));
        table.Add(new("of it heap and stacks", Machine.AnonymousKb(server.Id) / 1024.0, "MB"));
    }

    static async Task<bool> AnswersAsync(HttpClient http)
    {
        try
        {
            using var answer = await http.GetAsync("/api/devices");
            return answer.StatusCode is HttpStatusCode.OK && (await answer.Content.ReadAsStringAsync()).Contains("rows", StringComparison.Ordinal);
        }
        catch (HttpRequestException) { return false; }
    }
}
