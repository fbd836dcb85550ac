using System.Threading.Channels;
using MeshEvents.Kernel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MeshEvents.Bus;

/// <summary>
/// Bounded lanes with a partition key (device, session), so that messages about one thing keep their order. A full lane leaves durable work to the
/// outbox's next poll; a call to a device is dropped with its reason and counted, and the command's time-out tells the asker.
/// </summary>
public sealed partial class LocalQueues(ILogger<LocalQueues> log)
{
    const int Lanes = 16, Depth = 1024;

    readonly Channel<(Sending What, Permit Permit)>[] lanes =
        [.. Enumerable.Range(0, Lanes).Select(_ => Channel.CreateBounded<(Sending, Permit)>(new BoundedChannelOptions(Depth) { SingleReader = true }))];

    long dropped;

    /// <summary>Calls that found their lane full since the start.</summary>
    public long Dropped => Interlocked.Read(ref dropped);

    internal IReadOnlyList<ChannelReader<(Sending What, Permit Permit)>> Readers => [.. lanes.Select(l => l.Reader)];

    internal bool Put(Sending what, Permit permit)
    {
        if (lanes[(uint)what.Key.GetHashCode() % Lanes].Writer.TryWrite((what, permit))) return true;
        if (what.Durable) return false;
        Interlocked.Increment(ref dropped);
        LaneFull(what.Name);
        return false;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Dropped a call {Name}: lane-full.")]
    partial void LaneFull(string name);
}

/// <summary>Works the lanes, and polls the outbox for what is due.</summary>
public sealed partial class OutboxPump(Outbox outbox, LocalQueues queues, BusSetup setup, Lazy<CommandBus> bus, IServiceProvider services, ILogger<OutboxPump> log) : BackgroundService
{
    static readonly TimeSpan poll = TimeSpan.FromMilliseconds(250);
    const int Batch = 200;

    protected override Task ExecuteAsync(CancellationToken stop) => Task.WhenAll([PollAsync(stop), .. queues.Readers.Select(lane => WorkAsync(lane, stop))]);

    async Task PollAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(poll);
        while (await Next(timer, stop))
        {
            try
            {
                foreach (var due in await outbox.DueAsync(Batch, stop)) queues.Put(due, new(due.Stream, due.Sequence, due.By));
            }
            catch (Exception e) when (e is not OperationCanceledException || !stop.IsCancellationRequested) { PollFailed(e.Message); }
        }
    }

    async Task WorkAsync(ChannelReader<(Sending What, Permit Permit)> lane, CancellationToken stop)
    {
        try
        {
            await foreach (var (what, permit) in lane.ReadAllAsync(stop)) await DoAsync(what, permit, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested) { return; }
    }

    async Task DoAsync(Sending what, Permit permit, CancellationToken stop)
    {
        using var activity = Trace.Start(what.Name);
        try
        {
            try
            {
                if (what.Body is Message message) await setup.Of(message.GetType()).Handle(services, message, permit, stop);
                else if (what.Body is ICommand command) await bus.Value.InvokeAsync(command, what.By, stop);
                else if (what.Body is RetryReaction retry) await services.GetRequiredService<Reactions>().RetryAsync(what.Name, retry.Sequence, stop);
                else throw new InvalidOperationException($"Nothing here knows what {what.Name} is: was it written by a newer version?");
                await outbox.DoneAsync(what, stop);
            }
            catch (Exception e) when (e is not OperationCanceledException || !stop.IsCancellationRequested)
            {
                Failed(what.Name, what.Attempts, e);
                await outbox.FailedAsync(what, e.Message, stop);
            }
        }
        // the database is away: the row's lease brings it back
        catch (Exception e) when (e is Npgsql.NpgsqlException or TimeoutException) { PollFailed(e.Message); }
    }

    static async Task<bool> Next(PeriodicTimer timer, CancellationToken stop)
    {
        try { return await timer.WaitForNextTickAsync(stop); }
        catch (OperationCanceledException) { return false; }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The outbox could not be read: {Error}. Trying again.")]
    partial void PollFailed(string error);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Name} failed after {Attempts} earlier attempts.")]
    partial void Failed(string name, int attempts, Exception e);
}
