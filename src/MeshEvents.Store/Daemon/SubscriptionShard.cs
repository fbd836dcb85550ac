using Microsoft.Extensions.Logging;
using Npgsql;

namespace MeshEvents.Store;

/// <summary>A module's own consumer of all events. What it did is durable before the next page: it may have told somebody outside.</summary>
sealed class SubscriptionShard(Subscription subscription, EventStore store, EventPages pages, ILogger log) : Shard(subscription.Name, store, pages, log)
{
    protected override IReadOnlyList<Type>? FactTypes => null;
    protected override bool Wants(StoredEvent e) => subscription.IncludeArchived || !e.IsArchived;

    protected override async Task<(long Reached, ShardStoppedException? Stopped)> CommitAsync(EventSlice slice, NpgsqlConnection connection, CancellationToken stop)
    {
        var (events, stopped) = Opened.Of(slice, _ => [], out _);
        var reached = stopped is null ? slice.Ceiling : stopped.At.Sequence - 1;
        if (reached <= slice.Floor) return (reached, stopped);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        await subscription.Handle(new(slice.Floor, reached, [.. events.Select(e => e.Event)], connection, transaction), stop);
        await MoveAsync(reached, connection, transaction, stop);
        await transaction.CommitAsync(stop);
        return (reached, stopped);
    }
}
