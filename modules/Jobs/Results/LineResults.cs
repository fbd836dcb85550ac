using System.Text.Json;
using MeshEvents.Jobs.Views;
using MeshEvents.Kernel;
using Microsoft.AspNetCore.Http;

namespace MeshEvents.Jobs.Results;

/// <summary>
/// Lines of JSON: <c>{"run":{…}}</c> whenever a run has changed, <c>{"output":{"run","number","error","bytes"}}</c> (base64) for what it wrote, always before the run's
/// outcome, and at last <c>{"end":{"runs":n,"open":n}}</c>: without it the answer was cut off.
/// </summary>
sealed class LineResults(ResultSource source, bool follow) : JobResults
{
    static readonly TimeSpan pause = TimeSpan.FromMilliseconds(100);

    readonly Dictionary<Guid, long> told = [];
    readonly Dictionary<Guid, int> next = [];

    public override async Task WriteAsync(HttpContext http)
    {
        var stop = http.RequestAborted;
        http.Response.ContentType = "application/x-ndjson";
        http.Response.Headers.CacheControl = "no-store";
        using var timer = new PeriodicTimer(pause, source.Clock);
        try
        {
            for (IReadOnlyList<RunRow> runs; ; await timer.WaitForNextTickAsync(stop))
            {
                runs = await source.RunsAsync();
                await TellAsync(http, runs);
                if (follow && runs.Any(r => r.Open)) continue;
                await WriteAsync(http, new { end = new { runs = runs.Count, open = runs.Count(r => r.Open) } });
                return;
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested) { return; }
    }

    async Task TellAsync(HttpContext http, IReadOnlyList<RunRow> runs)
    {
        var news = runs.Where(r => told.GetValueOrDefault(r.Id.Value) < r.Version).ToList();
        foreach (var run in news.Where(r => r.Open)) await WriteAsync(http, new { run });
        // one that is over writes no more: asked for the last time now
        foreach (var run in runs.Where(r => r.Open || told.GetValueOrDefault(r.Id.Value) < r.Version)) next.TryAdd(run.Id.Value, 0);
        for (IReadOnlyList<Written> pieces; next.Count > 0 && (pieces = await source.WrittenAsync(next)).Count > 0;)
        {
            foreach (var piece in pieces)
            {
                await WriteAsync(http, new { output = new { run = piece.Run, number = piece.Number, error = piece.Error, bytes = piece.Bytes } });
                next[piece.Run] = Math.Max(next[piece.Run], piece.Number + 1);
            }
        }
        foreach (var run in news.Where(r => !r.Open))
        {
            next.Remove(run.Id.Value);
            await WriteAsync(http, new { run });
        }
        foreach (var run in news) told[run.Id.Value] = run.Version;
        await http.Response.Body.FlushAsync(http.RequestAborted);
    }

    static async Task WriteAsync(HttpContext http, object line)
    {
        await JsonSerializer.SerializeAsync(http.Response.Body, line, line.GetType(), Json.Web, http.RequestAborted);
        await http.Response.Body.WriteAsync("\n"u8.ToArray(), http.RequestAborted);
    }
}
