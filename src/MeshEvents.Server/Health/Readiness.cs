using MeshEvents.Store;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace MeshEvents.Server.Health;

/// <summary>
/// Whether a load balancer should send people here: the database answers, the views are at most <see cref="ProjectionLag.Bearable"/> behind, and the server is not
/// going down. Anyone may ask, so it looks once a second at most. A paused view is no reason: it would be paused on every node, and all of them gone.
/// </summary>
sealed class Readiness(Database database, ProjectionDaemon daemon, ProjectionLag lag, IHostApplicationLifetime life, TimeProvider time)
{
    static readonly TimeSpan held = TimeSpan.FromSeconds(1), patience = TimeSpan.FromSeconds(5);
    readonly SemaphoreSlim one = new(1, 1);
    bool ready;
    long? looked;

    public async Task<bool> IsReadyAsync(CancellationToken stop)
    {
        if (life.ApplicationStopping.IsCancellationRequested) return false;
        await one.WaitAsync(stop);
        try
        {
            if (looked is { } at && time.GetElapsedTime(at) < held) return ready;
            ready = await LookAsync();
            looked = time.GetTimestamp();
            return ready;
        }
        finally
        {
            one.Release();
        }
    }

    async Task<bool> LookAsync()
    {
        using var soon = new CancellationTokenSource(patience);
        try
        {
            await using (var command = database.App.CreateCommand("select 1")) await command.ExecuteScalarAsync(soon.Token);
            return daemon.IsLeading && await lag.OldestAsync(soon.Token) <= ProjectionLag.Bearable;
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or OperationCanceledException)
        {
            return false;
        }
    }
}
