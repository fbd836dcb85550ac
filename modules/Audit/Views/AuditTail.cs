using System.Threading.Channels;
using MeshEvents.Bus;
using MeshEvents.Bus.Live;
using MeshEvents.Kernel;
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
                    told = await TellAsync(Math.Max(told, sequence - Most));
                }
                catch (Exception e) when (e is Npgsql.NpgsqlException or TimeoutException) { NotTold(e.Message); }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested) { return; }
    }

    async Task<long> TellAsync(long after)
    {
        var all = reads.Actor(Actor.System);
        var entries = await all.SqlAsync($"""
            select {new Sql(System.Runtime.CompilerServices.FormattableStringFactory.Create(AuditFilter.Columns))}, e.tenant_id from audit.entry e {AuditFilter.Names}
            where e.sequence > {after} order by e.sequence limit {Most}
            """, r => (Entry: AuditFilter.Read(r), Tenant: Guid.TryParse(r.GetString(27), out var id) ? id : Guid.Empty));
        foreach (var (entry, tenant) in entries) live.Ride(tenant, "Audit", entry, (reader, stop) => MaySeeAsync(reader, entry));
        return entries.Count > 0 ? entries[^1].Entry.Sequence : after;
    }

    async ValueTask<bool> MaySeeAsync(Actor reader, AuditEntry entry)
    {
        var asked = reads.Actor(reader);
        var seen = await AuditFilter.SeenAsync(asked);
        return (await asked.SqlAsync($"select 1 from audit.entry e where {seen} and e.sequence = {entry.Sequence}", _ => 1)).Count > 0;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The live tail of the history waits: {Error}")]
    partial void NotTold(string error);
}
