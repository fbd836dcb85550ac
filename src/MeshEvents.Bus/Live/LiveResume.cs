using MeshEvents.Kernel;
using MeshEvents.Store;
using Microsoft.AspNetCore.Http;

namespace MeshEvents.Bus.Live;

/// <summary>What a reader missed: the keys its missed events touched, each as its current row or as gone. Too much, and it is told to resync.</summary>
public sealed class LiveResume(EventStore store, Projections projections, IAccess access, LiveFeed feed)
{
    const int Most = 5000;
    static readonly TimeSpan patience = TimeSpan.FromSeconds(5), pause = TimeSpan.FromMilliseconds(50);

    /// <returns>The sequence number up to which everything is told.</returns>
    internal async Task<long> SendAsync(Actor reader, long? after, HttpContext http, CancellationToken stop)
    {
        if (after is not { } from) return await ResyncedAsync(http, null, store.HighWater, stop);
        var mark = await MarkBeyondAsync(from, stop);
        if (from > mark || mark - from > Most) return await ResyncedAsync(http, LiveItem.Resync, mark, stop);

        var touched = new Dictionary<(IView View, Guid Key), long>();
        await foreach (var e in store.EventsAsync(reader.Tenant, from, mark, stop: stop))
            foreach (var view in projections.All.Where(v => v.IsPushed))
                foreach (var key in view.KeysOf(e)) touched[(view, key)] = e.Sequence;

        foreach (var ((view, key), sequence) in touched.OrderBy(t => t.Value))
        {
            await store.WaitForAsync(view.Name, sequence, TimeSpan.FromSeconds(5));
            var name = feed.NameOf(view.RowType.Name);
            var row = await store.RowAsync(view, reader.Tenant, key, stop: stop);
            if (await SeesAsync(reader, view, row, stop))
                await http.Response.WriteAsync(LiveFeed.Item(name, await feed.DressedAsync(row!, reader.Tenant, stop), sequence).Text, stop);
            // only who could see it when it left is told that it is gone: for the others it never was
            else if (await SeesAsync(reader, view, await store.RowAsync(view, reader.Tenant, key, from, stop), stop))
                await http.Response.WriteAsync(LiveFeed.Item(nameof(Gone), new Gone(name, key), sequence).Text, stop);
        }
        return mark;
    }

    /// Just after a start the mark is not settled yet; a reader that comes back is ahead of it for a moment.
    async Task<long> MarkBeyondAsync(long from, CancellationToken stop)
    {
        for (var waited = TimeSpan.Zero; store.HighWater < from && waited < patience; waited += pause) await Task.Delay(pause, stop);
        return store.HighWater;
    }

    async ValueTask<bool> SeesAsync(Actor reader, IView view, object? row, CancellationToken stop) =>
        row is not null && view.AudienceOf(row) is { } audience && await access.MaySeeAsync(reader, audience, stop);

    static async Task<long> ResyncedAsync(HttpContext http, LiveItem? item, long mark, CancellationToken stop)
    {
        if (item is not null) await http.Response.WriteAsync(item.Text, stop);
        // a number to come back with, also for who never receives a row
        await http.Response.WriteAsync(new LiveItem("Mark", "{}", mark).Text, stop);
        return mark;
    }
}
