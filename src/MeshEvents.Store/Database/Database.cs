using Npgsql;

namespace MeshEvents.Store;

/// <summary>What one node does for all, with the number of its lock beside those of the <see cref="Migrator"/>.</summary>
public enum ClusterWork { OutputSweep = 4 }

/// <summary>
/// Two ways into one database (architecture 13.22): as the owner, for migrations and rebuilds; and as <c>mesh_app</c>, which can add events but
/// neither change nor remove them, for everything else.
/// </summary>
public sealed class Database(NpgsqlDataSource owner, NpgsqlDataSource app, NpgsqlDataSource alone) : IAsyncDisposable
{
    public const string AppRole = "mesh_app";

    /// Statements a connection keeps prepared: about as many as the program has that run often.
    const int MostPrepared = 100;

    public NpgsqlDataSource Owner => owner;

    /// <summary>
    /// Its connections go back to the pool as they are: resetting each cost more than an append. So nothing may be set on them but inside a transaction
    /// (<c>set local</c>), and no session lock be taken; for that there is <see cref="Alone"/>.
    /// </summary>
    public NpgsqlDataSource App => app;

    /// <summary>As <see cref="App"/>, but every connection is closed when it is let go, and its settings and locks with it.</summary>
    public NpgsqlDataSource Alone => alone;

    /// <summary>Whether the program works under the narrow role. The health page says so when it may not.</summary>
    public bool IsRestricted { get; private init; }

    /// <summary>Where the person keys live: apart from everything else, where that is allowed.</summary>
    public required PersonKeysPlace PersonKeys { get; init; }

    /// <summary>For work that one node does for all: held until it is disposed or its connection breaks; null while another holds it.</summary>
    public async Task<IAsyncDisposable?> TryHoldAsync(ClusterWork work, CancellationToken stop)
    {
        var connection = await alone.OpenConnectionAsync(stop);
        try
        {
            if (await connection.ScalarAsync<bool>("select pg_try_advisory_lock($1, $2)", stop, Migrator.LockSpace, (int)work)) return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
        await connection.DisposeAsync();
        return null;
    }

    /// <summary>Connects, brings the database up to this program, and takes the narrow role where the server allows roles.</summary>
    /// <exception cref="StoreRefusedException">The database and this program do not fit together.</exception>
    public static async Task<Database> OpenAsync(string connectionString, CancellationToken stop = default) =>
        await OpenAsync(connectionString, Migrator.Embedded(), stop);

    public static async Task<Database> OpenAsync(string connectionString, Migrator migrator, CancellationToken stop = default)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { MaxAutoPrepare = MostPrepared };
        var owner = NpgsqlDataSource.Create(settings);
        try
        {
            await migrator.ApplyAsync(owner, stop);
            var restricted = await MayUseRoleAsync(owner, stop);
            var options = restricted ? $"-c role={AppRole} -c idle_in_transaction_session_timeout=60000" : "-c idle_in_transaction_session_timeout=60000";
            var narrow = new NpgsqlConnectionStringBuilder(settings.ConnectionString) { Options = $"{settings.Options} {options}".Trim(), NoResetOnClose = true };
            var alone = new NpgsqlConnectionStringBuilder(narrow.ConnectionString) { Pooling = false };
            var personKeys = await PersonKeysPlace.OpenAsync(owner, settings, narrow, stop);
            return new(owner, NpgsqlDataSource.Create(narrow), NpgsqlDataSource.Create(alone)) { IsRestricted = restricted, PersonKeys = personKeys };
        }
        catch
        {
            await owner.DisposeAsync();
            throw;
        }
    }

    static async Task<bool> MayUseRoleAsync(NpgsqlDataSource owner, CancellationToken stop)
    {
        await using var connection = await owner.OpenConnectionAsync(stop);
        return await connection.ScalarAsync<bool>("""
            select coalesce((select pg_has_role(current_user, r.oid, 'member') and has_table_privilege(r.oid, 'events.mt_events', 'insert')
                             from pg_roles r where r.rolname = $1), false)
            """, stop, AppRole);
    }

    public async ValueTask DisposeAsync()
    {
        await PersonKeys.DisposeAsync();
        await alone.DisposeAsync();
        await app.DisposeAsync();
        await owner.DisposeAsync();
    }
}
