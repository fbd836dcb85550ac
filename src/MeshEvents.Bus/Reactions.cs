using MeshEvents.Kernel;
using MeshEvents.Store;
using Microsoft.Extensions.Logging;

namespace MeshEvents.Bus;

/// <summary>An event that a reaction gave up on, on its way to it again.</summary>
public sealed record RetryReaction(long Sequence);

/// <summary>
/// Subscriptions to public facts, each with its own progress. A reaction that keeps failing on an event gets a dead letter for it and goes on, so that
/// one device's trouble does not hold up the others.
/// </summary>
public sealed partial class Reactions(BusSetup setup, EventStore store, IServiceProvider services, ILogger<Reactions> log)
{
    static readonly TimeSpan[] pauses = [TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(2)];

    /// <summary>Each reaction is a shard of the daemon.</summary>
    public void Subscribe(Projections projections)
    {
        foreach (var reaction in setup.Reactions) projections.Subscribe(reaction.Name, (page, stop) => OnPageAsync(reaction, page, stop));
    }

    async Task OnPageAsync(ReactionKind reaction, EventPage page, CancellationToken stop)
    {
        foreach (var e in page.Events.Where(e => e.Data.GetType() == reaction.Fact))
        {
            if (await TryAsync(reaction, e, stop) is not { } error) continue;
            await using var letter = DeadLetters.FromReaction(page.Connection, page.Transaction, reaction.Name, e, pauses.Length + 1, error);
            await letter.ExecuteNonQueryAsync(stop);
        }
    }

    async Task<string?> TryAsync(ReactionKind reaction, IEvent e, CancellationToken stop)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await reaction.On(services, e, stop);
                return null;
            }
            catch (Exception error) when (error is not OperationCanceledException || !stop.IsCancellationRequested)
            {
                Failed(reaction.Name, e.Sequence, attempt + 1, error);
                if (attempt == pauses.Length) return error.Message;
                await Task.Delay(pauses[attempt], stop);
            }
        }
    }

    internal async Task RetryAsync(string name, long sequence, CancellationToken stop)
    {
        var reaction = setup.Reactions.Single(r => r.Name == name);
        await foreach (var e in store.EventsAsync(null, sequence - 1, sequence, stop: stop)) await reaction.On(services, e, stop);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Reaction {Name} failed on event {Sequence}, attempt {Attempt}.")]
    partial void Failed(string name, long sequence, int attempt, Exception e);
}
