using System.Diagnostics;
using System.Text;
using MeshEvents.Swarm;

namespace MeshEvents.Bench.Figures;

/// <summary>
/// One command on 500 devices at once, as the page and <c>mesh run</c> give it: until the first result is in the job's stream of results, and until the last. Each run
/// is signed, sent, answered with output, and committed. Baseline: the same on one device.
/// </summary>
static class Jobs
{
    const int AtOnce = 20;

    public static async Task RunAsync(Bed bed, Table table)
    {
        var (devices, rounds) = (500, bed.Brief ? 2 : 6);
        await using var server = await ServerProcess.StartAsync(bed, "jobs");
        using var person = await server.SetUpAsync();
        await using var swarm = await Swarm.Swarm.ConnectAsync(FakeIdentity.Family(devices), await person.SettingsAsync(), AtOnce, obey: true);
        foreach (var agent in swarm.Agents) agent.Command = _ => (Encoding.UTF8.GetBytes("up 3 days\n"), """{"exit":0,"bytes":10,"errorBytes":0,"cut":false,"seconds":0.01}""");
        await Task.WhenAll(swarm.Agents.Select(a => a.ReportAsync()));
        while ((await person.GetAsync("/api/devices?q=status:online&take=1")).GetProperty("total").GetInt32() < devices) await Task.Delay(100);

        var (first, last, one) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < rounds + 1; round++)
        {
            var (all, alone) = (await RunAsync(person, "", devices), await RunAsync(person, "fake-499", 1));
            if (round == 0) continue;          // warm
            first.Add(all.First);
            last.Add(all.Last);
            one.Add(alone.Last);
        }
        table.Add(new($"a command on {devices} devices: first result, p50", first.Median(), "ms", one.Median(), "the same on one device", Target.Most(1000)));
        table.Add(new($"a command on {devices} devices: all results, p50", last.Median(), "ms", one.Median(), "the same on one device", Target.Most(5000)));
    }

    /// <summary>Milliseconds from the request to the first and the last run that has its outcome.</summary>
    static async Task<(double First, double Last)> RunAsync(Person person, string search, int expected)
    {
        var started = Stopwatch.GetTimestamp();
        var job = (await person.PostAsync("/api/jobs/run", new { text = "uptime", q = search })).GetProperty("jobId").GetGuid();
        using var http = person.AnotherClient();
        using var answer = await http.GetAsync($"/api/jobs/{job}/results?format=Ndjson&follow=true", HttpCompletionOption.ResponseHeadersRead);
        answer.EnsureSuccessStatusCode();
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
        var (first, ended) = (0.0, 0);
        while (await lines.ReadLineAsync() is { } line)
        {
            if (!line.Contains("\"state\":\"Done\"", StringComparison.Ordinal)) continue;
            if (++ended == 1) first = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        }
        return ended == expected ? (first, Stopwatch.GetElapsedTime(started).TotalMilliseconds) : throw new BenchException($"{ended} of {expected} runs ended.");
    }
}
