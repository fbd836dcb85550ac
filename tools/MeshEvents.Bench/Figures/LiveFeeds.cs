using System.Diagnostics;
using System.Text.Json.Nodes;
using MeshEvents.Swarm;

namespace MeshEvents.Bench.Figures;

/// <summary>
/// A hundred consoles are open; a device is renamed. From the request to the last console that has the row, so with the commit, the mark, the view and the fan-out in it.
/// Baseline: a bare Kestrel that tells the same row, out of memory, to as many readers.
/// </summary>
static class LiveFeeds
{
    const int Consoles = 100, Warm = 20;

    public static async Task RunAsync(Bed bed, Table table)
    {
        var changes = bed.Brief ? 60 : 400;
        await using var server = await ServerProcess.StartAsync(bed, "feeds");
        using var person = await server.SetUpAsync();
        using var identity = FakeIdentity.Family(1)[0];
        await using var agent = await FakeAgent.ConnectAsync(identity, await person.SettingsAsync(), "the device");
        await agent.ReportAsync();
        var device = await person.ReadyDeviceAsync();

        var (last, answered) = await ChangesAsync(changes, person.AnotherClient, name => person.SendAsync(HttpMethod.Put, $"/api/devices/{device}/name", new { name }));

        var (bare, address) = await BareServer.StartAsync();
        await using var kestrel = bare;
        using var teller = BareServer.NewClient(address);
        // the same row, as long as it was, from a list in memory
        var row = JsonNode.Parse((await person.GetAsync("/api/devices")).GetProperty("rows")[0].GetRawText())!;
        var (plain, _) = await ChangesAsync(changes, () => BareServer.NewClient(address), name =>
        {
            row["name"] = name;
            return teller.PutAsync("/tell", new StringContent(row.ToJsonString()));
        });

        table.Add(new("a change at the last of 100 consoles, p50", last.Median(), "ms", plain.Median(), "a bare Kestrel that tells 100 readers"));
        table.Add(new("a change at the last of 100 consoles, p99", last.At(0.99), "ms", plain.At(0.99), "a bare Kestrel that tells 100 readers", Target.Most(8)));
        table.Add(new("of it to the change's own answer, p50", answered.Median(), "ms"));
    }

    /// <summary>For each change, in ms: until the last console has it, and until its own answer.</summary>
    static async Task<(List<double> Last, List<double> Answered)> ChangesAsync(int changes, Func<HttpClient> open, Func<string, Task<HttpResponseMessage>> change)
    {
        using var over = new CancellationTokenSource();
        var consoles = Enumerable.Range(0, Consoles).Select(_ => new LiveConsole(open())).ToArray();
        var reading = consoles.Select(c => c.ReadAsync(over.Token)).ToArray();
        await Task.WhenAll(consoles.Select(c => c.Open));

        var (last, answered) = (new List<double>(), new List<double>());
        for (var round = 0; round < changes + Warm; round++)
        {
            var name = $"named {round}";
            var arrivals = consoles.Select(c => c.Expect(name)).ToArray();
            var started = Stopwatch.GetTimestamp();
            using (await change(name)) { /* 204 */ }
            var answer = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            var at = (await Task.WhenAll(arrivals)).Max();
            if (round < Warm) continue;
            last.Add(Stopwatch.GetElapsedTime(started, at).TotalMilliseconds);
            answered.Add(answer);
        }
        await over.CancelAsync();
        await Task.WhenAll(reading);
        foreach (var console in consoles) console.Dispose();
        return (last, answered);
    }
}

/// <summary>One open page: a connection of its own that reads the feed.</summary>
sealed class LiveConsole(HttpClient http) : IDisposable
{
    readonly TaskCompletionSource open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    volatile Expected? expected;

    sealed record Expected(string Text, TaskCompletionSource<long> Arrived);

    public Task Open => open.Task;

    /// <summary>The moment (a Stopwatch timestamp) at which a row with this name came.</summary>
    public Task<long> Expect(string name)
    {
        var next = new Expected($"\"name\":\"{name}\"", new(TaskCreationOptions.RunContinuationsAsynchronously));
        expected = next;
        return next.Arrived.Task;
    }

    public async Task ReadAsync(CancellationToken over)
    {
        try
        {
            using var answer = await http.GetAsync("/api/live", HttpCompletionOption.ResponseHeadersRead, over);
            answer.EnsureSuccessStatusCode();
            using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(over));
            while (await lines.ReadLineAsync(over) is { } line)
            {
                if (line.StartsWith("event: Mark", StringComparison.Ordinal)) open.TrySetResult();
                if (expected is { } wanted && line.StartsWith("data:", StringComparison.Ordinal) && line.Contains(wanted.Text, StringComparison.Ordinal)) wanted.Arrived.TrySetResult(Stopwatch.GetTimestamp());
            }
            throw new BenchException("The feed ended.");
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested) { return; }
        catch (Exception e)
        {
            open.TrySetException(e);
            expected?.Arrived.TrySetException(e);
        }
    }

    public void Dispose() => http.Dispose();
}
