using Npgsql;

namespace MeshEvents.Store;

/// <summary>Makes the tables of views that have none yet, as the owner, before anything is served.</summary>
public static class ViewTables
{
    /// <returns>The views whose table has another shape than the program's: they need a rebuild.</returns>
    public static async Task<IReadOnlyList<IView>> PrepareAsync(Database database, Projections projections, CancellationToken stop = default)
    {
        await using var connection = await database.Owner.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        await connection.RunAsync($"select pg_advisory_xact_lock({Migrator.LockSpace}, {Migrator.MigrationLock})", stop, transaction);
        await connection.RunAsync(Leftovers, stop, transaction);
        var shapes = await ShapesAsync(connection, stop);
        var outdated = new List<IView>();
        foreach (var view in projections.All)
        {
            var table = projections.TableOf(view);
            if (!shapes.TryGetValue(view.Name, out var shape)) await MakeAsync(view, table, connection, transaction, stop);
            if (shape != table.Shape && (shape is not null || await HasEventsAsync(connection, stop))) outdated.Add(view);
        }
        await transaction.CommitAsync(stop);
        return outdated;
    }

    /// <summary>Half-made tables, and looks at the past that a former process kept.</summary>
    const string Leftovers = """
        do $$ declare t regclass; begin
            for t in select c.oid from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname in ('asof', 'rebuild') and c.relkind = 'r'
            loop execute format('drop table %s', t); end loop;
        end $$
        """;

    static async Task MakeAsync(IView view, ViewTable table, NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken stop)
    {
        await connection.RunAsync($"create schema if not exists {view.Schema}", stop, transaction);
        await connection.RunAsync(table.Create(table.Qualified), stop, transaction);
        foreach (var index in table.Indexes(table.Qualified)) await connection.RunAsync(index, stop, transaction);
        await NoteShapeAsync(view, table, connection, transaction, stop);
    }

    internal static async Task NoteShapeAsync(IView view, ViewTable table, NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken stop)
    {
        await using var note = Command.On(connection, transaction,
            "insert into events.view_shape (name, shape) values ($1, $2) on conflict (name) do update set shape = excluded.shape, built = now()", view.Name, table.Shape);
        await note.ExecuteNonQueryAsync(stop);
    }

    static Task<bool> HasEventsAsync(NpgsqlConnection connection, CancellationToken stop) =>
        connection.ScalarAsync<bool>("select exists (select from events.mt_events)", stop);

    static async Task<Dictionary<string, string>> ShapesAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        var shapes = new Dictionary<string, string>();
        await using var command = Command.On(connection, null, "select name, shape from events.view_shape");
        await using var reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop)) shapes.Add(reader.GetString(0), reader.GetString(1));
        return shapes;
    }
}
