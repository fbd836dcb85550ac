using System.Threading.Channels;
using MeshEvents.Bus;
using MeshEvents.Bus.Live;
using MeshEvents.Store;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MeshEvents.Audit.Views;

/// <summary>New entries to those on the live feed who may see them: the history page's live tail.</summary>
public sealed partial class AuditTail(LiveFeed live, EventStore store, ReadsFor reads, ILogger<AuditTail> log) : BackgroundService
{
    const int Most = 500;
    readonly Channel<long> news = Channel.CreateBounded<long>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    internal void Note(long sequence)
    {
        if (live.Readers > 0) news.Writer.TryWrite(sequence);
    }

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        var told = 0L;
        try
        {
            await foreach (var sequence in news.Reader.ReadAllAsync(stop))
            {
                try
                {
                    await store.WaitForAsync(AuditModule.Entries, sequence, TimeSpan.FromSeconds(5));
                    await TellAsync(Math.Max(told, sequence - Most), sequence);
                    told = sequence;
                }
                catch (Exception e) when (e is Npgsql.NpgsqlException or TimeoutException) { NotTold(e.Message); }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested) { return; }
    }

    /// One query for each person (and each cut of their rights) who looks, however many windows they have open; nothing waits for it but the tail itself.
    async Task TellAsync(long after, long upTo)
    {
        foreach (var person in live.Everybody.GroupBy(r => (r.By.Tenant, r.By.Id, r.By.Within)))
        {
            var asked = reads.Actor(person.First().By);
            var sight = await AuditFilter.SeenAsync(asked);
            var entries = await asked.SqlAsync($"""
                select {sight.Columns} from audit.entry e {AuditFilter.Names} where {sight.Where} and e.sequence > {after} and e.sequence <= {upTo} order by e.sequence
                """, AuditFilter.Read);
            foreach (var entry in entries)
                foreach (var reader in person) live.Tell(reader, "Audit", entry);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The live tail of the history waits: {Error}")]
    partial void NotTold(string error);
}
