using Npgsql;

namespace MeshEvents.Server.EmbeddedPostgres;

/// <param name="DataFolder">The server's data folder.</param>
public sealed record EmbeddedPostgresOptions(string DataFolder)
{
    /// <summary>A folder with initdb, pg_ctl and postgres; null = look for one.</summary>
    public string? Binaries { get; init; }

    /// <summary>Where PostgreSQL from the npm package was unpacked, if anywhere.</summary>
    public string? Unpacked { get; init; }

    /// <summary>Settings for this start, <c>name=value</c>. Tests switch fsync off.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];
}

/// <summary>
/// PostgreSQL owned by this process: no port, no password; a Unix socket which only this process' user may use (peer authentication).
/// Started or, when it outlived a killed server, adopted. Works as root (handed to a system user) and as anybody else.
/// </summary>
public sealed class EmbeddedPostgres : IAsyncDisposable
{
    const string Superuser = "mesh", Name = "meshevents";

    /// <summary>What it says when its main process was killed and the others have not noticed yet: a moment later it starts.</summary>
    const string StillInUse = "is still in use";
    static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(200), Patience = TimeSpan.FromSeconds(20);
    readonly PostgresPlace place;
    readonly PostgresUser user;
    readonly string binaries;
    bool stopped;

    EmbeddedPostgres(PostgresPlace place, PostgresUser user, string binaries) => (this.place, this.user, this.binaries) = (place, user, binaries);

    /// <summary>The database of the installation.</summary>
    public string ConnectionString => To(Name);

    /// <summary>Whether it was running already.</summary>
    public bool Adopted { get; private set; }

    /// <summary>The postmaster's process id.</summary>
    public int ProcessId => int.Parse(File.ReadLines(Path.Combine(place.Cluster, "postmaster.pid")).First());

    public string To(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = place.Sockets, Username = Superuser, Database = database, MaxPoolSize = 40,
    }.ConnectionString;

    /// <exception cref="EmbeddedPostgresException">With a sentence that says what to do.</exception>
    public static async Task<EmbeddedPostgres> StartAsync(EmbeddedPostgresOptions options, CancellationToken stop = default)
    {
        var user = PostgresUser.Pick();
        var place = PostgresPlace.Take(options.DataFolder, user);
        try
        {
            var postgres = new EmbeddedPostgres(place, user, PostgresBinaries.Find(options.Binaries, options.Unpacked, place.Cluster));
            if (!File.Exists(Path.Combine(place.Cluster, "PG_VERSION"))) postgres.Initialize();
            postgres.Adopted = postgres.IsRunning();
            if (!postgres.Adopted) await postgres.StartServerAsync(options.Settings, stop);
            await postgres.EnsureDatabaseAsync(stop);
            return postgres;
        }
        catch
        {
            place.Dispose();
            throw;
        }
    }

    /// <summary>Made under another name and renamed when whole: a start that was killed half-way leaves nothing that looks like a cluster.</summary>
    void Initialize()
    {
        var fresh = place.Cluster + ".new";
        if (Directory.Exists(fresh)) Directory.Delete(fresh, recursive: true);
        var (code, output) = PostgresTool.Run(Tool("initdb"), ["-D", fresh, "-U", Superuser, "-A", "peer", "-E", "UTF8", "--locale=C", "--no-sync"], user, place.Home);
        if (code != 0) throw new EmbeddedPostgresException($"initdb could not make a database in {fresh}:\n{output}");
        File.WriteAllText(Path.Combine(fresh, "pg_hba.conf"), $"local all {Superuser} peer map={Superuser}\n");
        File.WriteAllText(Path.Combine(fresh, "pg_ident.conf"), $"{Superuser} {Environment.UserName} {Superuser}\n");
        Directory.Move(fresh, place.Cluster);
    }

    /// <summary><c>pg_ctl status</c>: 0 = running.</summary>
    bool IsRunning() => PostgresTool.Run(Tool("pg_ctl"), ["-D", place.Cluster, "status"], user, place.Home).Code == 0;

    async Task StartServerAsync(IReadOnlyList<string> settings, CancellationToken stop)
    {
        // pg_ctl hands this line to a shell; the folder is an item of a list, hence its own quotes
        string[] own = ["listen_addresses=", $"unix_socket_directories=\"{place.Sockets}\"", "unix_socket_permissions=0700", "max_connections=150"];
        var flags = string.Join(' ', own.Concat(settings).Select(setting => $"-c '{setting.Replace("'", "'\\''")}'"));
        for (var waited = TimeSpan.Zero; ; waited += BetweenTries)
        {
            if (PostgresTool.RunUnheard(Tool("pg_ctl"), ["-D", place.Cluster, "-w", "-s", "-l", place.Log, "-o", flags, "start"], user, place.Home) == 0) return;
            var log = File.Exists(place.Log) ? string.Join('\n', File.ReadLines(place.Log).TakeLast(15)) : "(no log)";
            if (!log.Contains(StillInUse) || waited > Patience) throw new EmbeddedPostgresException($"PostgreSQL did not start. The end of {place.Log}:\n{log}");
            await Task.Delay(BetweenTries, stop);
        }
    }

    async Task EnsureDatabaseAsync(CancellationToken stop)
    {
        await using var maintenance = NpgsqlDataSource.Create(To("postgres") + ";Pooling=false");
        await using var exists = maintenance.CreateCommand($"select exists (select from pg_database where datname = '{Name}')");
        if (await exists.ExecuteScalarAsync(stop) is true) return;
        await using var create = maintenance.CreateCommand($"create database {Name}");
        await create.ExecuteNonQueryAsync(stop);
    }

    /// <summary>Clean stop, once the host has stopped: connections are cut, everything committed is on disk.</summary>
    public void Stop()
    {
        if (stopped) return;
        stopped = true;
        NpgsqlConnection.ClearAllPools();
        var (code, output) = PostgresTool.Run(Tool("pg_ctl"), ["-D", place.Cluster, "-m", "fast", "-w", "stop"], user, place.Home);
        var gone = code == 0 || !IsRunning();
        place.Dispose();
        if (!gone) throw new EmbeddedPostgresException($"PostgreSQL in {place.Cluster} did not stop:\n{output}");
    }

    public ValueTask DisposeAsync()
    {
        Stop();
        return ValueTask.CompletedTask;
    }

    string Tool(string name) => Path.Combine(binaries, name);
}
