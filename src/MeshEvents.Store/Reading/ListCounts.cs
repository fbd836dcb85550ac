using Npgsql;

namespace MeshEvents.Store;

sealed partial class ListQuery<T>
{
    const int MostFacets = 50;

    public async Task<long> CountAsync(NpgsqlDataSource app, FormattableString where, CancellationToken stop)
    {
        var writer = new SqlWriter();
        var condition = Condition(writer, where);
        await using var batch = app.CreateBatch();
        batch.BatchCommands.Add(writer.Command($"select count(*) from {from} t where {condition}"));
        return (long)(await batch.ExecuteScalarAsync(stop))!;
    }

    public async Task<IReadOnlyDictionary<string, IReadOnlyList<Facet>>> FacetsAsync(NpgsqlDataSource app, FormattableString where, IReadOnlyList<string> columns, CancellationToken stop)
    {
        var writer = new SqlWriter();
        var condition = Condition(writer, where);
        await using var batch = app.CreateBatch();
        foreach (var column in columns)
        {
            if (!table.Has(column)) throw new InvalidOperationException($"{view.Name} has no column '{column}'.");
            var quoted = $"t.{ViewTable.Quoted(column)}";
            var (value, join) = table.TypeOf(column) == "text[]" ? ("each.value", $", unnest({quoted}) as each(value)") : ($"{quoted}::text", "");
            batch.BatchCommands.Add(writer.Command($"select {value}, count(*) from {from} t{join} where {condition} and {value} <> '' group by 1 order by 2 desc, 1 limit {MostFacets}"));
        }
        await using var reader = await batch.ExecuteReaderAsync(stop);
        var facets = new Dictionary<string, IReadOnlyList<Facet>>();
        foreach (var column in columns)
        {
            var values = new List<Facet>();
            while (await reader.ReadAsync(stop)) values.Add(new(reader.GetString(0), reader.GetInt64(1)));
            facets[column] = values;
            await reader.NextResultAsync(stop);
        }
        return facets;
    }
}
