using System.Text.Json;
using MeshEvents.Kernel;
using Npgsql;

namespace MeshEvents.Store;

/// <summary>Lists of one view: adds table, tenant, rights, order and cursor to what a slice asks for. The only place that does.</summary>
sealed partial class ListQuery<T>(ViewTable table, IView view, string from, Guid tenant, Scope scope) where T : class
{
    const int Most = 1000;
    bool IsPast => from != table.Qualified;

    public async Task<Page<T>> PageAsync(NpgsqlDataSource app, string? after, int take, string orderBy, FormattableString where, bool descending, CancellationToken stop)
    {
        if (!table.Has(orderBy) || table.TypeOf(orderBy) == "text[]") throw new InvalidOperationException($"{view.Name} cannot be ordered by '{orderBy}': it is none of its columns.");
        take = Math.Clamp(take, 1, Most);
        var type = table.TypeOf(orderBy);
        var column = $"t.{ViewTable.Quoted(orderBy)}";
        await using var batch = app.CreateBatch();
        var writer = new SqlWriter();
        var condition = Condition(writer, where);
        batch.BatchCommands.Add(writer.Command($"select count(*) from {from} t where {condition}"));
        var rest = after is null ? "" : $" and {Beyond(writer, Cursor.Parse(after, type), column, type, descending)}";
        var direction = descending ? "desc nulls last" : "asc nulls last";
        batch.BatchCommands.Add(writer.Command(
            $"select t.data::text, {column}::text, t.id from {from} t where {condition}{rest} order by {column} {direction}, t.id {(descending ? "desc" : "asc")} limit {take + 1}"));

        await using var reader = await batch.ExecuteReaderAsync(stop);
        await reader.ReadAsync(stop);
        var total = reader.GetInt64(0);
        await reader.NextResultAsync(stop);
        var rows = new List<T>();
        Cursor? last = null;
        var more = false;
        while (await reader.ReadAsync(stop))
        {
            if (more = rows.Count == take) break;
            rows.Add(Row(reader));
            last = new(reader.IsDBNull(1) ? null : reader.GetString(1), reader.GetGuid(2));
        }
        return new(rows, more ? last!.ToString() : null, total);
    }

    public async Task<IReadOnlyList<T>> RowsAsync(NpgsqlDataSource app, FormattableString where, CancellationToken stop)
    {
        var writer = new SqlWriter();
        var condition = Condition(writer, where);
        await using var batch = app.CreateBatch();
        batch.BatchCommands.Add(writer.Command($"select t.data::text from {from} t where {condition} order by t.id"));
        await using var reader = await batch.ExecuteReaderAsync(stop);
        var rows = new List<T>();
        while (await reader.ReadAsync(stop)) rows.Add(Row(reader));
        return rows;
    }

    static T Row(NpgsqlDataReader reader) => JsonSerializer.Deserialize<T>(reader.GetString(0), Json.Web)!;

    string Condition(SqlWriter writer, FormattableString where)
    {
        var asked = where.Format.AsSpan().IsWhiteSpace() ? "true" : writer.Write(where);
        return $"t.tenant_id = {writer.Hole(TenantKey.Of(tenant))} and ({asked}) and {Seen(writer)}";
    }

    /// <summary>Who may look at the past is decided by the rights of now, on the thing as it is now (architecture 13.14).</summary>
    string Seen(SqlWriter writer)
    {
        if (scope.All) return "true";
        if (view.SeenBy is not { } by) throw new InvalidOperationException($"{view.Name} does not say through which columns it is seen: SeenThrough(…).");
        var alias = IsPast ? "now" : "t";
        var ways = new List<string>();
        if (by.Group is { } group) ways.Add($"{alias}.{ViewTable.Quoted(group)} = any({writer.Hole(scope.Groups)})");
        if (by.Device is { } device) ways.Add($"{alias}.{ViewTable.Quoted(device)} = any({writer.Hole(scope.Devices)})");
        var any = ways.Count == 0 ? "false" : $"({string.Join(" or ", ways)})";
        return IsPast ? $"exists (select from {table.Qualified} now where now.tenant_id = t.tenant_id and now.id = t.id and {any})" : any;
    }

    static string Beyond(SqlWriter writer, Cursor cursor, string column, string type, bool descending)
    {
        var sign = descending ? "<" : ">";
        var id = writer.Hole(cursor.Id);
        if (cursor.Value is null) return $"({column} is null and t.id {sign} {id})";
        var value = $"{writer.Hole(cursor.Value)}::text::{type}";
        return $"({column} {sign} {value} or ({column} = {value} and t.id {sign} {id}) or {column} is null)";
    }
}
