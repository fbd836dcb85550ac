using System.Text.Json;
using MeshEvents.Cli.Server;

namespace MeshEvents.Cli.Jobs;

/// <summary>Follows a job to its end, also over broken connections: what was seen before is not seen twice.</summary>
sealed class JobFollower(ServerConnection server, Guid job)
{
    const int MostTries = 8;

    readonly Dictionary<Guid, int> next = [];
    readonly Dictionary<Guid, JsonElement> runs = [];

    /// <summary>The newest state of each run.</summary>
    public IReadOnlyCollection<JsonElement> Runs => runs.Values;

    public event Action<JsonElement>? Changed;
    public event Action<JsonElement, bool, byte[]>? Wrote;

    /// <param name="line">Told each line that is news, as it came.</param>
    public async Task FollowAsync(Action<string> line, CancellationToken stop)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                if (await ReadAsync(line, () => tries = 1, stop)) return;
            }
            catch (Exception e) when (tries < MostTries && e is IOException or HttpRequestException or MeshException { Code: Exit.Unreachable }) { tries++; }
            if (tries >= MostTries) throw new MeshException(Exit.Unreachable, "The connection to the server broke; the job goes on.", $"mesh get-job --job-id {job}");
            await Task.Delay(TimeSpan.FromSeconds(Math.Min(tries, 5)), stop);
        }
    }

    /// <returns>Whether it came to the job's end.</returns>
    async Task<bool> ReadAsync(Action<string> line, Action heard, CancellationToken stop)
    {
        using var answer = await server.SendAsync(HttpMethod.Get, $"api/jobs/{job}/results?follow=true", null, stop);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(stop));
        while (await reader.ReadLineAsync(stop) is { } text)
        {
            heard();
            var told = JsonElement.Parse(text);
            if (told.TryGetProperty("end", out _)) { line(text); return true; }
            if (told.TryGetProperty("run", out var run) ? Run(run) : told.TryGetProperty("output", out var output) && Output(output)) line(text);
        }
        return false;
    }

    bool Run(JsonElement run)
    {
        var id = run.GetProperty("id").GetGuid();
        if (runs.TryGetValue(id, out var known) && known.GetProperty("version").GetInt64() >= run.GetProperty("version").GetInt64()) return false;
        runs[id] = run;
        Changed?.Invoke(run);
        return true;
    }

    bool Output(JsonElement output)
    {
        var (id, number) = (output.GetProperty("run").GetGuid(), output.GetProperty("number").GetInt32());
        if (number < next.GetValueOrDefault(id) || !runs.TryGetValue(id, out var run)) return false;
        next[id] = number + 1;
        Wrote?.Invoke(run, output.GetProperty("error").GetBoolean(), output.GetProperty("bytes").GetBytesFromBase64());
        return true;
    }
}
