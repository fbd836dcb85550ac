using System.Diagnostics;
using MeshEvents.Swarm;

namespace MeshEvents.Bench.Figures;

/// <summary>
/// A hundred consoles are open; a device is renamed. From the request to the last console that has the row, so with the commit, the mark, the view and the fan-out in it.
/// Baseline: the same request to its own answer.
/// </summary>
static class LiveFeeds
{
    const int Consoles = 100;

    public static async Task RunAsync(Bed bed, Table table)
    {
        var changes = bed.Brief ? 60 : 400;
        await using var server = await ServerProcess.StartAsync(bed, "feeds");
        using var person = await server.SetUpAsync();
        using var identity = FakeIdentity.Family(1)[0];
        await using var agent = await FakeAgent.ConnectAsync(identity, await person.SettingsAsync(), "the device");
        await agent.ReportAsync();
        var device = await person.ReadyDeviceAsync();

        using var over = new CancellationTokenSource();
        var consoles = Enumerable.Range(0, Consoles).Select(_ => new LiveConsole(person)).ToArray();
        var reading = consoles.Select(c => c.ReadAsync(over.Token)).ToArray();
        await Task.WhenAll(consoles.Select(c => c.Open));

        var (last, answered, fanned) = (new List<double>(), new List<double>(), new List<double>());
        for (var change = 0; change < changes + 20; change++)
        {
            var name = $"named {change}";
            var arrivals = consoles.Select(c => c.Expect(name)).ToArray();
            var started = Stopwatch.GetTimestamp();
            using (await person.SendAsync(HttpMethod.Put, $"/api/devices/{device}/name", new { name })) { /* 204 */ }
            var answer = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            var at = (await Task.WhenAll(arrivals)).Max();
            if (change < 20) continue;      // warm
            last.Add(Stopwatch.GetElapsedTime(started, at).TotalMilliseconds);
            answered.Add(answer);
            fanned.Add(Math.Max(0, last[^1] - answer));
        }
        await over.CancelAsync();
        await Task.WhenAll(reading);
        foreach (var console in consoles) console.Dispose();
        table.Add(new("a change at the last of 100 consoles, p50", last.Median(), "ms", answered.Median(), "the answer to the change"));
        table.Add(new("a change at the last of 100 consoles, p99", last.At(0.99), "ms", answered.At(0.99), "the answer to the change", Target.Most(8)));
        table.Add(new("of it after the answer, p50", fanned.Median(), "ms"));
    }
}

/// <summary>One open page: a connection of its own that reads the feed.</summary>
sealed class LiveConsole(Person person) : IDisposable
{
    readonly HttpClient http = person.AnotherClient();
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
