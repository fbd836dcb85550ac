using System.Runtime.CompilerServices;
using MeshEvents.Kernel;
using Npgsql;

namespace MeshEvents.Store;

/// <summary>Facts in, state out. Nothing else in the program knows the event tables.</summary>
public sealed class EventStore
{
    const int Tries = 30, PageSize = 1000;
    readonly NpgsqlDataSource app;
    readonly PersonKeys persons;
    readonly Secrets secrets;
    readonly Appending appending;
    readonly RecentStates recent;

    /// <param name="node">The name of this node, kept on every event.</param>
    public EventStore(Database database, Facts facts, Projections projections, KeyRing ring, TimeProvider time, string node = "main")
    {
        (app, Database, Projections, Time, recent) = (database.App, database, projections, time, new(time));
        persons = new(database.PersonKeys.Apart ?? app, ring, time);
        secrets = new(app, ring);
        Codec = new(facts, persons);
        (Moments, Past) = (new(this), new(this));
        appending = new(app, Codec, persons, secrets, new InlineViews(projections), node);
    }

    internal Database Database { get; }
    internal Projections Projections { get; }
    internal EventCodec Codec { get; }
    internal TimeProvider Time { get; }
    internal Progress Progress { get; } = new();
    internal Moments Moments { get; }
    internal PastViews Past { get; }

    /// <summary>Everything up to here is final and visible: no commit can still bring a lower number. Kept by the daemon of this process.</summary>
    public long HighWater => Progress.HighWater;

    /// <summary>Tells the daemon that there is news. Called after every append; never needed for correctness, the daemon polls too.</summary>
    public void Wake() => Progress.Wake();

    /// <summary>Makes it all true, in one transaction, or nothing.</summary>
    /// <exception cref="StaleException">A stream is not at the expected or seen version.</exception>
    /// <exception cref="ArchivedException">A stream is archived.</exception>
    /// <exception cref="UniqueException">An inline view must keep a value unique.</exception>
    public async Task<Appended> AppendAsync(Commit commit, CancellationToken stop = default)
    {
        var any = appending.MustResolve(commit);
        for (var tries = 1; ; tries++)
        {
            try
            {
                var appended = await appending.RunAsync(commit, stop);
                if (appended.LastSequence > 0) Wake();
                return appended;
            }
            catch (StaleException e) when (tries < Tries && (any || e.MayTryAgain))
            {
                // rows and "any" versions are read anew; the random wait lets one of several rivals through
                await Task.Delay(Random.Shared.Next(tries), stop);
            }
        }
    }

    /// <summary>The state of one stream, folded now. Null when there is no such stream in this tenant.</summary>
    /// <param name="upToSequence">As of this event (inclusive).</param>
    public async Task<(T State, long Version)?> AggregateAsync<T>(Guid tenant, Guid stream, long? upToSequence = null, CancellationToken stop = default)
        where T : class, IAggregate<T>, new()
    {
        if (upToSequence is not null) return Fold(new T(), 0, await StreamAsync(StoredEvent.FactColumns, tenant, stream, 1, upToSequence, stop));
        var era = recent.Era;
        var (known, version, since) = recent.Find<T>(tenant, stream) ?? (new T(), 0, Time.GetUtcNow());
        var folded = Fold(known, version, await StreamAsync(StoredEvent.FactColumns, tenant, stream, version + 1, null, stop));
        if (folded is var (state, now) && now > version) recent.Keep(tenant, stream, state, now, since, era);
        return folded;
    }

    static (T State, long Version)? Fold<T>(T state, long version, IReadOnlyList<IEvent> events) where T : class, IAggregate<T>, new()
    {
        if (events.Count > 0) (state, version) = (events.Aggregate(state, (s, e) => T.Evolve(s, e.Data)), events[^1].Version);
        return version > 0 ? (state, version) : null;
    }

    /// <summary>The events of one stream in order, archived or not.</summary>
    /// <param name="fromVersion">Inclusive.</param>
    public Task<IReadOnlyList<IEvent>> StreamAsync(Guid tenant, Guid stream, long fromVersion = 1, long? upToSequence = null, CancellationToken stop = default) =>
        StreamAsync(StoredEvent.Columns, tenant, stream, fromVersion, upToSequence, stop);

    async Task<IReadOnlyList<IEvent>> StreamAsync(string columns, Guid tenant, Guid stream, long fromVersion, long? upToSequence, CancellationToken stop) =>
        [.. (await QueryAsync(
            $"select {columns} from events.mt_events e where e.tenant_id = $1 and e.stream_id = $2 and e.version >= $3 and e.seq_id <= $4 order by e.version",
            stop, TenantKey.Of(tenant), stream, fromVersion, upToSequence ?? long.MaxValue)).Select(e => e.Open())];

    /// <summary>Events in global order, read page by page; archived ones too. Beyond <see cref="HighWater"/> the order is not final.</summary>
    /// <param name="tenant">Null = all tenants.</param>
    /// <param name="afterSequence">Exclusive.</param>
    /// <param name="upTo">Inclusive.</param>
    /// <param name="facts">Only these; null = all.</param>
    public async IAsyncEnumerable<IEvent> EventsAsync(
        Guid? tenant, long afterSequence, long upTo, IReadOnlyList<Type>? facts = null, [EnumeratorCancellation] CancellationToken stop = default)
    {
        await foreach (var page in PagesAsync(tenant is { } one ? TenantKey.Of(one) : null, afterSequence, upTo, facts, PageSize, stop))
            foreach (var e in page) yield return e.Open();
    }

    internal async IAsyncEnumerable<IReadOnlyList<StoredEvent>> PagesAsync(
        string? tenant, long after, long upTo, IReadOnlyList<Type>? facts, int take, [EnumeratorCancellation] CancellationToken stop)
    {
        var names = facts is null ? null : Codec.Facts.StoredNamesOf(facts);
        while (after < upTo)
        {
            var page = await QueryAsync($"""
                select {StoredEvent.Columns} from events.mt_events e where e.seq_id > $1 and e.seq_id <= $2
                and ($3::varchar is null or e.tenant_id = $3) and ($4::varchar[] is null or e.type = any($4)) order by e.seq_id limit $5
                """, stop, after, upTo, tenant, names, take);
            if (page.Count > 0) yield return page;
            if (page.Count < take) yield break;
            after = page[^1].Sequence;
        }
    }

    /// <summary>
    /// The facts of the whole log, without who acted, by one statement and handed over in pages: for making a view anew. In the order of its primary key,
    /// which is the order on disk, whatever the planner thinks of it: sorting it would write all of it to disk once more.
    /// </summary>
    /// <param name="tenant">Null = all tenants.</param>
    internal async IAsyncEnumerable<IReadOnlyList<StoredEvent>> WholeAsync(
        string? tenant, long upTo, IReadOnlyList<Type>? facts, int take, [EnumeratorCancellation] CancellationToken stop)
    {
        await using var connection = await app.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        await connection.RunAsync("set local enable_seqscan = off; set local enable_bitmapscan = off; set local enable_sort = off", stop, transaction);
        await using var command = Command.On(connection, transaction, $"""
            select {StoredEvent.FactColumns} from events.mt_events e
            where e.seq_id <= $1 and ($2::varchar is null or e.tenant_id = $2) and ($3::varchar[] is null or e.type = any($3)) order by e.seq_id
            """, upTo, tenant, facts is null ? null : Codec.Facts.StoredNamesOf(facts));
        await using var reader = await command.ExecuteReaderAsync(stop);
        for (var more = true; more;)
        {
            var page = new List<StoredEvent>(take);
            while (page.Count < take && (more = await reader.ReadAsync(stop))) page.Add(StoredEvent.Read(reader, Codec));
            await Codec.PrepareAsync(page, stop);
            yield return page;
        }
    }

    internal async Task<IReadOnlyList<StoredEvent>> QueryAsync(string sql, CancellationToken stop, params object?[] values)
    {
        await using var connection = await app.OpenConnectionAsync(stop);
        await using var command = Command.On(connection, null, sql, values);
        var events = new List<StoredEvent>();
        await using (var reader = await command.ExecuteReaderAsync(stop))
            while (await reader.ReadAsync(stop)) events.Add(StoredEvent.Read(reader, Codec));
        await Codec.PrepareAsync(events, stop);
        return events;
    }

    /// <summary>One row of any view, whatever its type; null when there is none.</summary>
    /// <param name="upToSequence">As of this event (inclusive).</param>
    public async Task<object?> RowAsync(IView view, Guid tenant, Guid id, long? upToSequence = null, CancellationToken stop = default)
    {
        if (upToSequence is { } sequence) return await Past.RowAsync(view, tenant, id, sequence, stop);
        await using var connection = await app.OpenConnectionAsync(stop);
        var data = await connection.ScalarAsync<string>($"select data::text from {new ViewTable(view).Qualified} where tenant_id = $1 and id = $2", stop, TenantKey.Of(tenant), id);
        return data is null ? null : System.Text.Json.JsonSerializer.Deserialize(data, view.RowType, Json.Web);
    }

    /// <summary>Closes a stream for good: its facts stay, no more are taken.</summary>
    public async Task ArchiveAsync(Guid tenant, Guid stream, CancellationToken stop = default)
    {
        await using var connection = await app.OpenConnectionAsync(stop);
        await using var command = Command.On(connection, null, "select events.mt_archive_stream($1, $2)", stream, TenantKey.Of(tenant));
        await command.ExecuteNonQueryAsync(stop);
    }

    public Task<Secret?> SecretAsync(Guid tenant, string kind, Guid owner, CancellationToken stop = default) =>
        secrets.FindAsync(TenantKey.Of(tenant), kind, owner, stop);

    /// <summary>Destroys a person's data key: every <see cref="Pii{T}"/> about them reads as erased, here at once, on other nodes within a minute.</summary>
    public async Task ErasePersonAsync(Guid tenant, Guid subject, CancellationToken stop = default)
    {
        await persons.EraseAsync(TenantKey.Of(tenant), subject, stop);
        recent.Forget();
    }

    /// <summary>Waits until a view or subscription has taken in this event: to read one's own writes.</summary>
    /// <param name="shardOrView"><c>devices.DeviceRow</c>, with or without <c>:All</c>. An inline view is always there already.</param>
    /// <exception cref="TimeoutException">It is not there in time.</exception>
    public Task WaitForAsync(string shardOrView, long sequence, TimeSpan timeout)
    {
        var shard = shardOrView.EndsWith(":All", StringComparison.Ordinal) ? shardOrView : shardOrView + ":All";
        return Projections.All.Any(v => v.IsInline && v.Shard == shard) ? Task.CompletedTask : Progress.WaitAsync(shard, sequence, timeout, Time);
    }
}
