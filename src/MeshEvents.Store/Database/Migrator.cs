using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Npgsql;

namespace MeshEvents.Store;

/// <summary>One file of <c>migrations/</c>: <c>NNNN-name.sql</c>. Append only: once released it never changes.</summary>
public sealed record Migration(int Number, string Name, string Sql)
{
    /// <summary>SHA-256 of the text with Unix line ends, so that a checkout cannot change it.</summary>
    public string Checksum { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql.ReplaceLineEndings("\n"))));
}

/// <summary>Brings a database up to this program, under an advisory lock, each step in its own transaction, noted in <c>public.migration</c>.</summary>
public sealed partial class Migrator
{
    /// <summary>Two-key form: Marten's own locks use the other one (spec/marten-tables.md 5).</summary>
    internal const int LockSpace = 0x4D455645, MigrationLock = 1, DaemonLock = 2, PersonKeysLock = 3;
    readonly IReadOnlyList<Migration> migrations;

    public Migrator(IEnumerable<Migration> migrations)
    {
        this.migrations = [.. migrations.OrderBy(m => m.Number)];
        if (this.migrations.GroupBy(m => m.Number).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new ArgumentException($"Two migrations have the number {twice.Key:0000}: {string.Join(", ", twice.Select(m => m.Name))}.");
    }

    /// <summary>Those built into this program.</summary>
    public static Migrator Embedded()
    {
        var assembly = typeof(Migrator).Assembly;
        return new(assembly.GetManifestResourceNames().Where(n => n.StartsWith("migrations/", StringComparison.Ordinal)).Select(resource =>
        {
            var match = Form().Match(resource);
            if (!match.Success) throw new InvalidOperationException($"{resource} is not named NNNN-name.sql.");
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
            return new Migration(int.Parse(match.Groups[1].Value), match.Groups[2].Value, reader.ReadToEnd());
        }));
    }

    /// <exception cref="StoreRefusedException">The database is newer than this program, was made by changed files, or was restored without its sequence.</exception>
    public async Task ApplyAsync(NpgsqlDataSource owner, CancellationToken stop = default)
    {
        await using var connection = await owner.OpenConnectionAsync(stop);
        await connection.ScalarAsync<object>("select pg_advisory_lock($1, $2)", stop, LockSpace, MigrationLock);
        try
        {
            await AppRole.PrepareAsync(connection, stop);
            await connection.RunAsync("""
                create table if not exists public.migration (
                    number integer not null primary key, name varchar not null, checksum varchar not null, applied timestamptz not null default now())
                """, stop);
            var applied = await AppliedAsync(connection, stop);
            Check(applied);
            foreach (var migration in migrations.Where(m => !applied.ContainsKey(m.Number))) await ApplyAsync(migration, connection, stop);
            await CheckSequenceAsync(connection, stop);
        }
        finally
        {
            await connection.ScalarAsync<bool>("select pg_advisory_unlock($1, $2)", CancellationToken.None, LockSpace, MigrationLock);
        }
    }

    void Check(IReadOnlyDictionary<int, (string Name, string Checksum)> applied)
    {
        foreach (var (number, (name, checksum)) in applied.OrderBy(a => a.Key))
        {
            var known = migrations.FirstOrDefault(m => m.Number == number)
                ?? throw new StoreRefusedException($"The database is newer than this program: it has step {number:0000}-{name}, which this program does not know. Start the newer program, or restore a backup made before the update.");
            if (known.Checksum != checksum)
                throw new StoreRefusedException($"The migration {number:0000}-{name} was changed after it had been applied to this database. Released migrations never change: put the file back and add a new one.");
        }
        if (applied.Count > 0 && migrations.FirstOrDefault(m => m.Number < applied.Keys.Max() && !applied.ContainsKey(m.Number)) is { } late)
            throw new StoreRefusedException($"The migration {late.Number:0000}-{late.Name} has a lower number than one already applied here. Give it the next free number.");
    }

    static async Task<Dictionary<int, (string Name, string Checksum)>> AppliedAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        var applied = new Dictionary<int, (string, string)>();
        await using var command = Command.On(connection, null, "select number, name, checksum from public.migration");
        await using var reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop)) applied.Add(reader.GetInt32(0), (reader.GetString(1), reader.GetString(2)));
        return applied;
    }

    static async Task ApplyAsync(Migration migration, NpgsqlConnection connection, CancellationToken stop)
    {
        await using var transaction = await connection.BeginTransactionAsync(stop);
        await connection.RunAsync(migration.Sql, stop, transaction);
        await using (var note = Command.On(connection, transaction, "insert into public.migration (number, name, checksum) values ($1, $2, $3)", migration.Number, migration.Name, migration.Checksum))
            await note.ExecuteNonQueryAsync(stop);
        await transaction.CommitAsync(stop);
    }

    /// <summary>A mark above the sequence means a dump was restored without sequence state: numbers would be drawn twice.</summary>
    static async Task CheckSequenceAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        if (!await connection.ScalarAsync<bool>("select to_regclass('events.mt_events_sequence') is not null", stop)) return;
        var above = await connection.ScalarAsync<bool>("""
            select greatest((select coalesce(max(last_seq_id), 0) from events.mt_event_progression where name = 'HighWaterMark'),
                            (select coalesce(max(seq_id), 0) from events.mt_events))
                 > (select case when is_called then last_value else 0 end from events.mt_events_sequence)
            """, stop);
        if (above) throw new StoreRefusedException("The event sequence is behind the events: this database was restored without its sequences. Restore it again, with events.mt_events_sequence, or set the sequence to the highest seq_id of events.mt_events.");
    }

    [GeneratedRegex(@"^migrations/(\d{4})-([a-z0-9-]+)\.sql$")]
    private static partial Regex Form();
}
