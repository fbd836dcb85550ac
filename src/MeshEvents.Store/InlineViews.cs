using MeshEvents.Kernel;
using Npgsql;

namespace MeshEvents.Store;

/// <summary>The views that ride in the commit: their rows are read before, folded in memory, and written in the batch on top of what was read.</summary>
sealed class InlineViews(Projections projections)
{
    readonly (IView View, ViewTable Table, ViewRows Rows)[] inline =
        [.. projections.All.Where(v => v.IsInline).Select(v => (v, projections.TableOf(v), new ViewRows(v, projections.TableOf(v).Qualified)))];

    public bool Want(Type fact) => inline.Any(i => i.View.Wants(fact));

    /// <param name="drafts">The commit's events; their versions are known, sequence and time are not.</param>
    /// <param name="isNew">Streams that this commit starts: a single-stream row of theirs cannot exist.</param>
    public async Task<IReadOnlyList<NpgsqlBatchCommand>> FoldAsync(IReadOnlyList<IEvent> drafts, Func<Guid, bool> isNew, NpgsqlDataSource app, CancellationToken stop)
    {
        var touched = inline
            .Select(i => (i.View, i.Rows, Keys: drafts.SelectMany(e => i.View.KeysOf(e).Select(id => new RowKey(TenantKey.Of(e.Tenant), id))).Distinct().ToArray()))
            .Where(i => i.Keys.Length > 0)
            .Select(i => (i.Rows, Fold: new RowFold(i.View), Load: i.Keys.Where(k => !(i.View.IsSingleStream && isNew(k.Id))).ToArray()))
            .ToArray();
        var stored = touched.Where(t => t.Load.Length > 0).ToArray();
        if (stored.Length > 0)
        {
            await using var batch = app.CreateBatch();
            foreach (var (rows, _, load) in stored) batch.BatchCommands.Add(rows.Load(load));
            await using var reader = await batch.ExecuteReaderAsync(stop);
            foreach (var (rows, fold, _) in stored)
            {
                await rows.ReadIntoAsync(fold, reader, stop);
                await reader.NextResultAsync(stop);
            }
        }
        foreach (var (_, fold, _) in touched)
            foreach (var e in drafts) fold.Apply(e, sequence: 0);
        return [.. touched.SelectMany(t => t.Rows.Settle(t.Fold))];
    }

    public string? RefusalOf(PostgresException violation) => inline
        .Select(i => i.Table.RefusalOf(violation.SchemaName ?? "", violation.ConstraintName ?? "")).FirstOrDefault(code => code is not null);
}
