using MeshEvents.Kernel;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace MeshEvents.Store;

/// <summary>An event that a shard could not take in.</summary>
sealed class ShardStoppedException(StoredEvent at, Exception cause) : Exception(cause.Message, cause)
{
    public StoredEvent At => at;
}

/// <summary>Another daemon moved this shard: this one must let go at once.</summary>
sealed class ShardTakenException(string shard) : Exception($"The progress of {shard} was moved by somebody else.");

/// <summary>
/// One view or subscription on its way through the log. What it writes and its progress move in one transaction. It never passes over an event:
/// one it cannot take in stops it, with cause and alarm, until that is mended.
/// </summary>
abstract class Shard(string name, EventStore store, EventPages pages, ILogger log)
{
    /// <summary>Positions without any news for the shard are not written one by one.</summary>
    const int LazyUpTo = 1000;
    static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1), LongestRetry = TimeSpan.FromMinutes(5);
    readonly SemaphoreSlim gate = new(1, 1), resumed = new(0, 1);
    readonly SlidingRate rate = new(store.Time);
    long? persisted;
    int take = EventPages.Big;
    ShardError? error;
    DateTimeOffset since = store.Time.GetUtcNow();
    (double Done, TimeSpan? Remaining)? rebuild;

    public string Name => name;
    public string Row => name + ":All";
    public long Position { get; private set; }
    public ShardActivity Activity { get; private set; }
    protected EventStore Store => store;

    public ShardState State => new(
        name, Position, Math.Max(0, store.HighWater - Position), rate.PerSecond, Activity, error, since, rebuild?.Done, rebuild?.Remaining);

    /// <summary>Facts it wants; null = all.</summary>
    protected abstract IReadOnlyList<Type>? FactTypes { get; }
    /// <summary>A name no module knows is wanted by whoever wants all: it must be stopped at, not passed over.</summary>
    protected virtual bool Wants(StoredEvent e) => FactTypes is null || store.Codec.Facts.ByStoredName(e.StoredName) is { } kind && FactTypes.Contains(kind.Type);
    /// <summary>Takes the events in and moves the progress, both or neither.</summary>
    /// <returns>How far it came: the slice's ceiling, or less when an event stopped it, and that event. The floor: nothing was written.</returns>
    protected abstract Task<(long Reached, ShardStoppedException? Stopped)> CommitAsync(EventSlice slice, NpgsqlConnection connection, CancellationToken stop);

    /// <summary>Called after the commit, with the new position.</summary>
    protected virtual void Committed() { }

    /// <summary>Called when it stops or goes on: whoever orders by positions must not wait for it.</summary>
    protected virtual void Halted(bool halted) { }

    /// <summary>Called in the transaction that gives it its first progress row.</summary>
    protected virtual Task<long> BeginAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken stop) => Task.FromResult(0L);

    public async Task LoadAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        persisted = await ReadProgressAsync(connection, stop);
        if (persisted is null)
        {
            await using var transaction = await connection.BeginTransactionAsync(stop);
            Position = await BeginAsync(connection, transaction, stop);
            await MoveAsync(Position, connection, transaction, stop);
            await transaction.CommitAsync(stop);
            persisted = Position;
        }
        Position = persisted.Value;
        store.Progress.Move(Row, Position);
    }

    async Task<long?> ReadProgressAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        await using var command = Command.On(connection, null, "select last_seq_id from events.mt_event_progression where name = $1", Row);
        return await command.ExecuteScalarAsync(stop) as long?;
    }

    public async Task RunAsync(CancellationToken stop)
    {
        var retry = FirstRetry;
        while (!stop.IsCancellationRequested)
        {
            var moved = store.Progress.MarkMoved;
            var mark = store.HighWater;
            try
            {
                if (Position >= mark) await moved.WaitAsync(stop);
                else if (await StepAsync(mark, stop)) retry = FirstRetry;
            }
            catch (Exception e) when (e is not (OperationCanceledException or ShardTakenException))
            {
                if (e is NpgsqlException { IsTransient: true }) log.ShardDelayed(name, e);
                else Pause(e);
                await resumed.WaitAsync(Activity == ShardActivity.Paused ? retry : FirstRetry, stop);
                retry = retry * 2 > LongestRetry ? LongestRetry : retry * 2;
            }
        }
    }

    /// <summary>Tries again now instead of at the end of the pause.</summary>
    public void Resume()
    {
        lock (resumed)
            if (resumed.CurrentCount == 0) resumed.Release();
    }

    async Task<bool> StepAsync(long mark, CancellationToken stop)
    {
        await gate.WaitAsync(stop);
        try
        {
            var slice = await pages.ReadAsync(Position, mark, FactTypes, take, stop);
            var wanted = slice with { Events = [.. slice.Events.Where(Wants)] };
            if (wanted.Events.Count == 0 && slice.Ceiling - persisted < LazyUpTo)
            {
                Moved(slice.Ceiling);
                return true;
            }
            var (reached, stopped) = await TakeInAsync(wanted, stop);
            if (reached > slice.Floor) Moved(reached);
            if (stopped is not null) throw stopped;
            take = Math.Min(take * 2, EventPages.Big);
            return true;
        }
        catch (Exception e) when (take > 1 && !IsOurs(e))
        {
            take = 1;       // which of the page's events it failed on: one by one will tell
            return false;
        }
        finally
        {
            gate.Release();
        }
    }

    async Task<(long, ShardStoppedException?)> TakeInAsync(EventSlice slice, CancellationToken stop)
    {
        await using var connection = await store.Database.App.OpenConnectionAsync(stop);
        try
        {
            var outcome = await CommitAsync(slice, connection, stop);
            if (outcome.Reached > slice.Floor) persisted = outcome.Reached;
            return outcome;
        }
        catch (Exception e) when (slice.Events.Count == 1 && !IsOurs(e))
        {
            throw new ShardStoppedException(slice.Events[0], e);
        }
    }

    /// <summary>Not the fault of an event.</summary>
    static bool IsOurs(Exception e) => e is OperationCanceledException or ShardTakenException or ShardStoppedException or NpgsqlException { IsTransient: true };

    /// <summary>The first page inserts the row, later ones move it from exactly where it was.</summary>
    protected async Task MoveAsync(long to, NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken stop)
    {
        await using var move = persisted is { } floor
            ? Command.On(connection, transaction, "update events.mt_event_progression set last_seq_id = $2, last_updated = now() where name = $1 and last_seq_id = $3", Row, to, floor)
            : Command.On(connection, transaction, "insert into events.mt_event_progression (name, last_seq_id) values ($1, $2) on conflict do nothing", Row, to);
        if (await move.ExecuteNonQueryAsync(stop) != 1) throw new ShardTakenException(Row);
    }

    /// <summary>The same as the last statement of a batch, which it undoes when somebody else has moved the row (<c>MT004</c>).</summary>
    protected NpgsqlBatchCommand Move(long to) => Command.Of("""
        with moved as (update events.mt_event_progression set last_seq_id = $2, last_updated = now() where name = $1 and last_seq_id = $3 returning 1)
        select events.settled((select count(*) from moved), 1)
        """, Row, to, persisted);

    /// <summary>At the end: writes down what was passed without news.</summary>
    public async Task SaveAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        if (persisted is null || persisted >= Position) return;
        await using var transaction = await connection.BeginTransactionAsync(stop);
        await MoveAsync(Position, connection, transaction, stop);
        await transaction.CommitAsync(stop);
        persisted = Position;
    }

    /// <summary>Holds the shard still while its table is made anew; it goes on from where the work says.</summary>
    public async Task RebuildAsync(Func<Action<double, TimeSpan?>, Task<long>> work, CancellationToken stop)
    {
        await gate.WaitAsync(stop);
        try
        {
            Become(ShardActivity.Rebuilding, null);
            persisted = Position = await work((done, remaining) => rebuild = (done, remaining));
            Become(ShardActivity.Running, null);
            store.Progress.Move(Row, Position);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Pause(e);
            throw;
        }
        finally
        {
            rebuild = null;
            gate.Release();
        }
        Resume();
    }

    void Moved(long to)
    {
        rate.Add(to - Position);
        Position = to;
        if (Activity != ShardActivity.Running) Become(ShardActivity.Running, null);
        store.Progress.Move(Row, to);
        Committed();
    }

    void Pause(Exception e)
    {
        var stopped = e as ShardStoppedException;
        var first = Activity != ShardActivity.Paused || error?.Sequence != stopped?.At.Sequence;
        Become(ShardActivity.Paused, new(stopped?.At.Sequence, stopped?.At.StoredName, e.Message));
        if (first) log.ShardPaused(name, stopped?.At.Sequence, stopped?.At.StoredName, e);
    }

    void Become(ShardActivity activity, ShardError? cause)
    {
        if (activity != Activity) since = store.Time.GetUtcNow();
        (Activity, error) = (activity, cause);
        Halted(activity != ShardActivity.Running);
    }
}
