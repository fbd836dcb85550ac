using System.Collections.Concurrent;
using System.Globalization;
using Npgsql;

namespace MeshEvents.Bench.Figures;

/// <summary>
/// Eight people change things over HTTPS while the server is killed (SIGKILL), and then PostgreSQL. Every change that was answered must be in the database afterwards,
/// under the sequence number that was answered.
/// </summary>
static class Losses
{
    const int Writers = 8;

    public static async Task RunAsync(Bed bed, Table table)
    {
        var (rounds, changes) = bed.Brief ? (1, 100) : (4, 300);
        await using var server = await ServerProcess.StartAsync(bed, "losses");
        using var person = await server.SetUpAsync();
        var answered = new ConcurrentDictionary<long, Guid>();
        using var over = new CancellationTokenSource();
        var writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => WriteAsync(person, answered, over.Token)));

        var before = 0;
        for (var round = 0; round < rounds; round++)
        {
            await MoreAsync(answered, changes);
            await server.RestartAsync();
        }
        table.Add(new("changes answered around kill -9 of the server", answered.Count, ""));
        table.Add(new("of them lost", await LostAsync(server, answered), "", Target: Target.Most(0)));

        before = answered.Count;
        for (var round = 0; round < rounds; round++)
        {
            await MoreAsync(answered, changes);
            await bed.KillPostgresAsync();
        }
        await MoreAsync(answered, changes);         // the server found the database again by itself
        await over.CancelAsync();
        await writing;
        table.Add(new("changes answered around kill -9 of PostgreSQL", answered.Count - before, ""));
        table.Add(new("of all of them lost", await LostAsync(server, answered), "", Target: Target.Most(0)));
    }

    static Task MoreAsync(ConcurrentDictionary<long, Guid> answered, int changes)
    {
        var enough = answered.Count + changes;
        return Wait.UntilAsync(() => Task.FromResult(answered.Count >= enough), $"{changes} changes are answered");
    }

    static async Task WriteAsync(Person person, ConcurrentDictionary<long, Guid> answered, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            try
            {
                using var answer = await person.SendAsync(HttpMethod.Post, "/api/groups", new { name = $"{Guid.NewGuid()}" });
                var id = (await System.Net.Http.Json.HttpContentJsonExtensions.ReadFromJsonAsync<Bus.Http.Made>(answer.Content, Kernel.Json.Web, CancellationToken.None))!.Id;
                answered[long.Parse(answer.Headers.GetValues("Mesh-Sequence").Single(), CultureInfo.InvariantCulture)] = id;
            }
            // not answered: it may be true or not, and nobody was told that it is
            catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException) { await Task.Delay(20, CancellationToken.None); }
        }
    }

    static async Task<double> LostAsync(ServerProcess server, ConcurrentDictionary<long, Guid> answered)
    {
        var told = answered.ToArray();
        await using var source = NpgsqlDataSource.Create(server.Connection + ";Pooling=false");
        await using var count = source.CreateCommand("select count(*) from unnest($1, $2) as t(seq, stream) where not exists (select from events.mt_events e where e.seq_id = t.seq and e.stream_id = t.stream)");
        count.Parameters.Add(new() { Value = told.Select(t => t.Key).ToArray() });
        count.Parameters.Add(new() { Value = told.Select(t => t.Value).ToArray() });
        return (long)(await count.ExecuteScalarAsync())!;
    }
}
