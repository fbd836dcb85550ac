using System.Data;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace MeshEvents.Store;

/// <summary>
/// Keeps the mark, the async views, the subscriptions and the live feed going: one daemon for each database, whoever holds the advisory lock.
/// Woken by appends of this process, and looking by itself four times a second.
/// </summary>
public sealed class ProjectionDaemon : BackgroundService
{
    static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250), Compete = TimeSpan.FromSeconds(1), ClockEvery = TimeSpan.FromMinutes(1);
    readonly EventStore store;
    readonly ILogger<ProjectionDaemon> log;
    readonly PushOut pushes;
    readonly SemaphoreSlim oneRebuild = new(1, 1);
    readonly Dictionary<IView, ShardState> rebuildingInline = [];
    IReadOnlyList<Shard> shards;

    public ProjectionDaemon(EventStore store, ILogger<ProjectionDaemon> log)
    {
        (this.store, this.log, pushes) = (store, log, new(log));
        shards = Shards();
    }

    /// <summary>The live feed's source. Called in the order of sequence numbers, one at a time; it must hand over and return.</summary>
    public event Action<Pushed>? Pushed
    {
        add => pushes.Out += value;
        remove => pushes.Out -= value;
    }

    /// <summary>Whether this process runs the projections.</summary>
    public bool IsLeading { get; private set; }

    /// <summary>Every view and subscription, inline views last.</summary>
    public IReadOnlyList<ShardState> States
    {
        get
        {
            lock (rebuildingInline)
                return [.. shards.Where(s => s is not InlinePushShard).Select(s => s.State),
                    .. store.Projections.All.Where(v => v.IsInline).Select(v => rebuildingInline.GetValueOrDefault(v) ?? InlineState(v, null, null))];
        }
    }

    ShardState InlineState(IView view, double? done, TimeSpan? remaining) =>
        new(view.Name, store.HighWater, 0, 0, done is null ? ShardActivity.Running : ShardActivity.Rebuilding, null, store.Time.GetUtcNow(), done, remaining);

    IReadOnlyList<Shard> Shards()
    {
        var pages = new EventPages(store);
        return [.. store.Projections.All.Where(v => !v.IsInline).Select(v => (Shard)new ViewShard(v, store, pages, pushes, log)),
            .. store.Projections.Subscriptions.Select(s => new SubscriptionShard(s, store, pages, log)),
            .. store.Projections.All.Where(v => v.IsInline && v.IsPushed).Select(v => new InlinePushShard(v, store, pages, pushes, log))];
    }

    /// <summary>Before anything is served: makes missing tables, and makes those anew whose shape is another one.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var view in await ViewTables.PrepareAsync(store.Database, store.Projections, cancellationToken))
            await new Rebuild(view, store, log).RunAsync((_, _) => { }, cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var dedicated = await store.Database.Alone.OpenConnectionAsync(stoppingToken);
                if (await dedicated.ScalarAsync<bool>("select pg_try_advisory_lock($1, $2)", stoppingToken, Migrator.LockSpace, Migrator.DaemonLock))
                    await LeadAsync(dedicated, stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                log.DaemonLost(e);
            }
            if (!stoppingToken.IsCancellationRequested) await Task.Delay(Compete, store.Time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Whether some process runs a daemon on this database now.</summary>
    public static async Task<bool> RunsOnAsync(Database database, CancellationToken stop = default)
    {
        await using var connection = await database.Alone.OpenConnectionAsync(stop);
        // objsubid 2: the lock's key is two numbers
        return await connection.ScalarAsync<bool>("""
            select exists (select from pg_locks l join pg_database d on d.oid = l.database
                where l.locktype = 'advisory' and l.classid::bigint = $1 and l.objid::bigint = $2 and l.objsubid = 2 and l.granted and d.datname = current_database())
            """, stop, (long)Migrator.LockSpace, (long)Migrator.DaemonLock);
    }

    /// <summary>While the lock's connection lives. When it is gone another daemon may begin, and this one stops everything first.</summary>
    async Task LeadAsync(NpgsqlConnection dedicated, CancellationToken stop)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        await dedicated.RunAsync("set synchronous_commit = off", stop);
        store.Progress.MoveMark(await HighWaterMark.SettleAsync(dedicated, 0, stop));
        shards = Shards();
        foreach (var shard in shards) await shard.LoadAsync(dedicated, stop);
        pushes.Reset(shards.Where(s => s is InlinePushShard or ViewShard { View.IsPushed: true }).Select(s => (s.Name, s.Position)));
        log.DaemonTook();
        IsLeading = true;
        Task[] running = [KeepMarkAsync(dedicated, over.Token), .. shards.Select(s => s.RunAsync(over.Token))];
        try
        {
            await await Task.WhenAny(running);
        }
        finally
        {
            IsLeading = false;
            await over.CancelAsync();
            await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await LeaveAsync(dedicated);
        }
    }

    /// <summary>A broken connection has given up the lock already; a good one writes down how far all came, and gives it up by closing.</summary>
    async Task LeaveAsync(NpgsqlConnection dedicated)
    {
        if (dedicated.FullState != ConnectionState.Open) return;
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        foreach (var shard in shards) await shard.SaveAsync(dedicated, soon.Token);
    }

    async Task KeepMarkAsync(NpgsqlConnection dedicated, CancellationToken stop)
    {
        var (noted, news) = (DateTimeOffset.MinValue, false);
        while (!stop.IsCancellationRequested)
        {
            var mark = await HighWaterMark.SettleAsync(dedicated, store.HighWater, stop, expected: news);
            if (mark > store.HighWater)
            {
                store.Progress.MoveMark(mark);
                await HighWaterMark.PublishAsync(dedicated, mark, stop);
            }
            var now = store.Time.GetUtcNow();
            if (now - noted >= ClockEvery)
            {
                await HighWaterMark.NoteTimeAsync(dedicated, mark, stop);
                noted = now;
            }
            news = await store.Progress.NewsAsync(Poll, stop);
        }
    }

    /// <summary>Tries a paused view or subscription again at once.</summary>
    public Task ResumeAsync(string name)
    {
        Find(name).Resume();
        return Task.CompletedTask;
    }

    /// <summary>Makes a view's table anew from its events; ends when the new one serves. One at a time.</summary>
    /// <param name="name"><c>devices.DeviceRow</c>.</param>
    public async Task RebuildAsync(string name, CancellationToken stop = default)
    {
        var view = store.Projections.All.FirstOrDefault(v => v.Name == name) ?? throw new ArgumentException($"There is no view '{name}'.");
        await oneRebuild.WaitAsync(stop);
        try
        {
            var rebuild = new Rebuild(view, store, log);
            if (!view.IsInline) await Find(name).RebuildAsync(report => rebuild.RunAsync(report, stop), stop);
            else await RebuildInlineAsync(view, rebuild, stop);
        }
        finally
        {
            oneRebuild.Release();
        }
    }

    async Task RebuildInlineAsync(IView view, Rebuild rebuild, CancellationToken stop)
    {
        void Show(ShardState? state)
        {
            lock (rebuildingInline)
                if (state is null) rebuildingInline.Remove(view); else rebuildingInline[view] = state;
        }
        Show(InlineState(view, 0, null));
        try
        {
            await rebuild.RunAsync((done, remaining) => Show(InlineState(view, done, remaining)), stop);
        }
        finally
        {
            Show(null);
        }
    }

    Shard Find(string name) =>
        shards.FirstOrDefault(s => s.Name == name) ?? throw new ArgumentException($"There is no view or subscription '{name}' that the daemon runs.");
}
