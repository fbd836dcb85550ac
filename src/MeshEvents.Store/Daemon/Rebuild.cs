using System.Runtime.CompilerServices;
using MeshEvents.Kernel;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace MeshEvents.Store;

/// <summary>
/// Makes a view's table anew beside the old one: ordered scan, folded in memory, COPY, indexes, catch up, swap. Readers see the old table until the
/// swap, which takes moments. Pushes nothing.
/// </summary>
sealed class Rebuild(IView view, EventStore store, ILogger log)
{
    /// Small enough that a page is gone before the collector would have to move it.
    const int PageSize = 1000;
    readonly ViewTable table = store.Projections.TableOf(view);

    /// <returns>The last event in it.</returns>
    public async Task<long> RunAsync(Action<double, TimeSpan?> report, CancellationToken stop)
    {
        await using var connection = await store.Database.Owner.OpenConnectionAsync(stop);
        var mark = await HighWaterMark.SettleAsync(connection, 0, stop);
        log.RebuildStarted(view.Name, mark);

        await connection.RunAsync($"drop table if exists {table.Next}; {table.Create(table.Next)}", stop);
        var copied = await new ViewRows(view, table.Next).CopyAsync(await FoldAsync(mark, report, stop), connection, stop);
        foreach (var index in table.Indexes(table.Next)) await connection.RunAsync(index, stop);
        await connection.RunAsync($"analyze {table.Next}", stop);

        var settled = await HighWaterMark.SettleAsync(connection, mark, stop);
        await CatchUpAsync(mark, settled, connection, null, stop);
        var reached = await SwapAsync(settled, connection, stop);
        log.RebuildEnded(view.Name, copied);
        return reached;
    }

    /// <summary>How far it has come is told by where in the log it is: counting first would cost as much as a tenth of the rebuild.</summary>
    async Task<RowFold> FoldAsync(long mark, Action<double, TimeSpan?> report, CancellationToken stop)
    {
        var fold = new RowFold(view);
        var started = store.Time.GetTimestamp();
        await foreach (var page in Ahead(store.WholeAsync(null, mark, view.FactTypes, PageSize, stop), stop))
        {
            foreach (var stored in page) Apply(fold, stored);
            var done = page.Count == 0 ? 1 : (double)page[^1].Sequence / mark;
            report(done, store.Time.GetElapsedTime(started) * ((1 - done) / done));
        }
        return fold;
    }

    /// <summary>The next page is read while this one is folded.</summary>
    static async IAsyncEnumerable<IReadOnlyList<StoredEvent>> Ahead(IAsyncEnumerable<IReadOnlyList<StoredEvent>> pages, [EnumeratorCancellation] CancellationToken stop)
    {
        await using var reading = pages.GetAsyncEnumerator(stop);
        Task<bool> Next() => Task.Run(async () => await reading.MoveNextAsync(), stop);
        var next = Next();
        try
        {
            while (await next)
            {
                var page = reading.Current;
                next = Next();
                yield return page;
            }
        }
        finally
        {
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);      // it may not be disposed of while it reads
        }
    }

    /// <summary>What came since, the daemon's way: load, fold, replace.</summary>
    async Task CatchUpAsync(long floor, long ceiling, NpgsqlConnection connection, NpgsqlTransaction? transaction, CancellationToken stop)
    {
        var rows = new ViewRows(view, table.Next);
        await foreach (var page in store.PagesAsync(null, floor, ceiling, view.FactTypes, EventPages.Big, stop))
        {
            var fold = new RowFold(view);
            var keys = page.Select(e => e.Open()).SelectMany(e => view.KeysOf(e).Select(id => new RowKey(TenantKey.Of(e.Tenant), id))).ToHashSet();
            await rows.LoadAsync(fold, keys, connection, transaction, stop);
            foreach (var stored in page) Apply(fold, stored);
            await using var batch = new NpgsqlBatch(connection, transaction);
            foreach (var command in rows.Replace(fold)) batch.BatchCommands.Add(command);
            if (batch.BatchCommands.Count > 0) await batch.ExecuteNonQueryAsync(stop);
        }
    }

    static void Apply(RowFold fold, StoredEvent stored)
    {
        var e = stored.Open();
        try
        {
            fold.Apply(e, e.Sequence);
        }
        catch (Exception cause)
        {
            throw new ShardStoppedException(stored, cause);
        }
    }

    /// <summary>
    /// For an inline view: under the lock every commit that wrote to the old table is visible, and every later one waits, then finds other
    /// revisions in the new table and is stale, so nothing is written on top of a row that was not read. For an async view the shard is held,
    /// and its progress moves with the swap.
    /// </summary>
    async Task<long> SwapAsync(long reached, NpgsqlConnection connection, CancellationToken stop)
    {
        await using var transaction = await connection.BeginTransactionAsync(stop);
        await connection.RunAsync("set local lock_timeout = '10s'", stop, transaction);
        await connection.RunAsync($"lock table {table.Qualified} in access exclusive mode", stop, transaction);
        if (view.IsInline) await CatchUpAsync(reached, long.MaxValue, connection, transaction, stop);
        await connection.RunAsync($"drop table {table.Qualified}", stop, transaction);
        await connection.RunAsync($"alter table {table.Next} set schema {view.Schema}", stop, transaction);
        await ViewTables.NoteShapeAsync(view, table, connection, transaction, stop);
        if (!view.IsInline)
        {
            await using var move = Command.On(connection, transaction, "select events.mt_mark_event_progression($1, $2)", view.Shard, reached);
            await move.ExecuteNonQueryAsync(stop);
        }
        await transaction.CommitAsync(stop);
        return reached;
    }
}
