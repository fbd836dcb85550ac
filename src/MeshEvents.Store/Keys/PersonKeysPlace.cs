using Npgsql;

namespace MeshEvents.Store;

/// <summary>
/// Where the person keys live (architecture 13.11): in a database of their own, <c>&lt;name&gt;_keys</c>, so that an old copy of the main one does not bring back
/// who was erased since; where that may not be made, in the main one's schema <c>keys</c>.
/// </summary>
public sealed class PersonKeysPlace : IAsyncDisposable
{
    const string Suffix = "_keys";

    /// <summary>PostgreSQL cuts longer names, and two databases might then share one.</summary>
    const int LongestName = 63;

    const int MostConnections = 10;

    PersonKeysPlace(string database, NpgsqlDataSource? apart, string? whyNot) => (Name, Apart, WhyNotApart) = (database, apart, whyNot);

    /// <summary>The database that holds the keys, or would.</summary>
    public string Name { get; }

    /// <summary>A sentence; null when the keys are apart.</summary>
    public string? WhyNotApart { get; }

    public bool IsApart => Apart is not null;

    internal NpgsqlDataSource? Apart { get; }

    /// <param name="owner">Settings of the main database's owner.</param>
    /// <param name="narrow">Settings under which the program works there.</param>
    /// <exception cref="StoreRefusedException">The keys are in a database that is missing, another one, or closed: without them every person would read as erased.</exception>
    internal static async Task<PersonKeysPlace> OpenAsync(NpgsqlDataSource source, NpgsqlConnectionStringBuilder owner, NpgsqlConnectionStringBuilder narrow, CancellationToken stop)
    {
        await using var main = await source.OpenConnectionAsync(stop);
        await main.ScalarAsync<object>("select pg_advisory_lock($1, $2)", stop, Migrator.LockSpace, Migrator.PersonKeysLock);
        try
        {
            var name = await main.ScalarAsync<string>("select current_database()::text", stop) + Suffix;
            if (await WhyNotAsync(main, name, owner, stop) is { } why) return new(name, null, why);
            var settings = new NpgsqlConnectionStringBuilder(narrow.ConnectionString) { Database = name, MaxPoolSize = MostConnections };
            return new(name, NpgsqlDataSource.Create(settings), null);
        }
        finally
        {
            await main.ScalarAsync<bool>("select pg_advisory_unlock($1, $2)", CancellationToken.None, Migrator.LockSpace, Migrator.PersonKeysLock);
        }
    }

    /// <returns>Null when all keys are apart now.</returns>
    static async Task<string?> WhyNotAsync(NpgsqlConnection main, string name, NpgsqlConnectionStringBuilder owner, CancellationToken stop)
    {
        var known = await main.ScalarAsync<Guid?>("select id from keys.place", stop);
        if (System.Text.Encoding.UTF8.GetByteCount(name) > LongestName) return $"The name {name} would be too long for a database.";
        if (!await main.ScalarAsync<bool>("select exists (select from pg_database where datname = $1)", stop, name))
        {
            if (known is not null) throw new StoreRefusedException($"The database {name} is missing. It holds the keys under which names and addresses of people are sealed; without it all of them would read as erased. Restore it from its own backup, under this name.");
            if (!await MakeAsync(main, name, stop)) return $"The database user may not make the database {name}.";
        }
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(owner.ConnectionString) { Database = name, Pooling = false });
        try
        {
            if (known is { } id) await PersonKeysMove.CheckAsync(source, name, id, stop);
            await PersonKeysMove.Tables.ApplyAsync(source, stop);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.InvalidAuthorizationSpecification or PostgresErrorCodes.InvalidPassword)
        {
            var closed = $"The database {name} may not be used: {e.MessageText}.";
            return known is null ? closed : throw new StoreRefusedException($"{closed} It holds the keys under which names and addresses of people are sealed. Give the database user its rights there back.");
        }
        if (known is null) await PersonKeysMove.RunAsync(main, source, name, stop);
        return null;
    }

    /// <summary>From the untouched template: the usual one cannot be copied while somebody is connected to it.</summary>
    static async Task<bool> MakeAsync(NpgsqlConnection main, string name, CancellationToken stop)
    {
        var quoted = $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        try
        {
            await main.RunAsync($"create database {quoted} template template0", stop);
            await main.RunAsync($"revoke all on database {quoted} from public", stop);
            return true;
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.FeatureNotSupported)
        {
            return false;
        }
    }

    /// <summary>Whether the keys can be read now.</summary>
    /// <returns>What PostgreSQL says; null when all is well, and where they are not apart.</returns>
    public async Task<string?> FaultAsync(CancellationToken stop = default)
    {
        if (Apart is null) return null;
        try
        {
            await using var command = Apart.CreateCommand("select exists (select from keys.person_key)");
            await command.ExecuteScalarAsync(stop);
            return null;
        }
        catch (NpgsqlException e)
        {
            return (e as PostgresException)?.MessageText ?? e.Message;
        }
    }

    public ValueTask DisposeAsync() => Apart?.DisposeAsync() ?? ValueTask.CompletedTask;
}
