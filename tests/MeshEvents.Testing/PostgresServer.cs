using System.Diagnostics;
using MeshEvents.Server.EmbeddedPostgres;
using MeshEvents.Store;
using Npgsql;

namespace MeshEvents.Testing;

/// <summary>
/// One PostgreSQL for a whole test run, started at first use and removed when the process ends. Without fsync: tests kill processes, not machines.
/// </summary>
public sealed class PostgresServer
{
    static readonly Lazy<Task<PostgresServer>> Shared = new(StartAsync);
    readonly EmbeddedPostgres postgres;
    readonly SemaphoreSlim template = new(1, 1);
    bool templateReady;

    readonly Process watch;

    PostgresServer(EmbeddedPostgres postgres, Process watch) => (this.postgres, this.watch) = (postgres, watch);

    public static Task<PostgresServer> RunningAsync() => Shared.Value;

    public string To(string database) => watch.HasExited ? throw new InvalidOperationException("The test server's keeper is gone, and the server with it.") : postgres.To(database);

    static async Task<PostgresServer> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("mesh-tests-").FullName;
        var postgres = await EmbeddedPostgres.StartAsync(new(folder) { Settings = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=300"] });
        return new(postgres, WatchOver(postgres.ProcessId, folder));
    }

    /// <summary>
    /// A child whose standard input ends when this process does, however that happens: then it stops the server and removes its folder.
    /// A test host is often killed before its exit handlers are done.
    /// </summary>
    static Process WatchOver(int server, string folder)
    {
        const string wait = "cat >/dev/null; kill -QUIT $1; n=0; while kill -0 $1 && [ $n -lt 200 ]; do sleep 0.05; n=$((n+1)); done; rm -rf \"$2\"";
        var start = new ProcessStartInfo("/bin/sh", ["-c", $"exec >/dev/null 2>&1; {wait}", "sh", $"{server}", folder]) { RedirectStandardInput = true };
        return Process.Start(start)!;
    }

    /// <summary>A database of its own, cloned from a migrated template.</summary>
    public async Task<TestDatabase> NewDatabaseAsync()
    {
        await EnsureTemplateAsync();
        var name = $"test_{Guid.NewGuid():N}";
        await RunAsync($"create database {name} template migrated");
        return new(this, name);
    }

    /// <summary>A database without anything in it.</summary>
    public async Task<TestDatabase> NewEmptyDatabaseAsync()
    {
        var name = $"test_{Guid.NewGuid():N}";
        await RunAsync($"create database {name}");
        return new(this, name);
    }

    /// With the one in which its person keys were put.
    internal async Task DropAsync(string name)
    {
        foreach (var database in new[] { name, name + "_keys" }) await RunAsync($"drop database if exists {database} with (force)");
    }

    async Task EnsureTemplateAsync()
    {
        await template.WaitAsync();
        try
        {
            if (templateReady) return;
            await RunAsync("create database migrated");
            await using (var owner = NpgsqlDataSource.Create(To("migrated") + ";Pooling=false")) await Migrator.Embedded().ApplyAsync(owner);
            templateReady = true;
        }
        finally
        {
            template.Release();
        }
    }

    async Task RunAsync(string sql)
    {
        await using var maintenance = NpgsqlDataSource.Create(To("postgres") + ";Pooling=false");
        await using var command = maintenance.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}

/// <summary>A test's own database; dropped with it.</summary>
public sealed class TestDatabase(PostgresServer server, string name) : IAsyncDisposable
{
    public string ConnectionString => server.To(name);
    public string Name => name;

    public async ValueTask DisposeAsync() => await server.DropAsync(name);
}
