using MeshEvents.Server.EmbeddedPostgres;
using Npgsql;

namespace MeshEvents.Bench;

/// <summary>What all benchmarks stand on: a folder of their own below the temporary one, and a PostgreSQL with its normal, safe settings.</summary>
sealed class Bed : IAsyncDisposable
{
    readonly string folder;
    readonly EmbeddedPostgresOptions options;
    EmbeddedPostgres postgres;

    Bed(string folder, EmbeddedPostgresOptions options, EmbeddedPostgres postgres, bool brief) => (this.folder, this.options, this.postgres, Brief) = (folder, options, postgres, brief);

    /// <summary>Fewer rounds and agents: to see that everything works, not to quote.</summary>
    public bool Brief { get; }

    public static async Task<Bed> MakeAsync(bool brief)
    {
        // the database's user must be able to pass through
        const UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        var folder = Path.Combine(Path.GetTempPath(), $"mesh-bench-{Environment.ProcessId}");
        if (OperatingSystem.IsWindows()) throw new BenchException("The benchmarks read /proc: they need Linux.");
        Directory.CreateDirectory(folder, mode);
        var options = new EmbeddedPostgresOptions(Path.Combine(folder, "db")) { Unpacked = Environment.GetEnvironmentVariable("MESHEVENTS_POSTGRES") };
        return new(folder, options, await EmbeddedPostgres.StartAsync(options), brief);
    }

    /// <summary>A path in the bed's folder.</summary>
    public string Place(string name) => Path.Combine(folder, name);

    /// <summary>A new, empty database.</summary>
    public async Task<string> NewDatabaseAsync(string name)
    {
        await using var maintenance = NpgsqlDataSource.Create(postgres.To("postgres") + ";Pooling=false");
        await using var create = maintenance.CreateCommand($"create database {name}");
        await create.ExecuteNonQueryAsync();
        return postgres.To(name);
    }

    /// <summary>kill -9 of PostgreSQL's main process, and a start on the same files.</summary>
    public async Task KillPostgresAsync()
    {
        System.Diagnostics.Process.GetProcessById(postgres.ProcessId).Kill();
        postgres.Stop();
        postgres = await EmbeddedPostgres.StartAsync(options);
    }

    public ValueTask DisposeAsync()
    {
        postgres.Stop();
        Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}
