using System.Text.Json;
using System.Text.Json.Nodes;
using MeshEvents.Cli.Arguments;
using MeshEvents.Cli.Output;
using MeshEvents.Cli.Server;

namespace MeshEvents.Cli.Verbs;

/// <summary>
/// The history as it happens. What was missed while the connection was broken is read from the history itself, by sequence number, so nothing is printed twice and
/// nothing is left out.
/// </summary>
static class EventsVerb
{
    public static readonly Verb Events = new("events", "What happened last; with --follow, what happens from now on.", RunAsync)
    {
        Options = [new("follow", null, "go on until Ctrl-C, also over broken connections", Short: 'f'), new("limit", "N", "how many of the last ones first (20)"), new("rows", null, "with --follow: changed rows as the console gets them, lines of JSON")],
        Examples = ["mesh events", "mesh events --follow", "mesh events --follow --limit 0 -o ndjson | jq -c 'select(.outcome==\"Refused\")'", "mesh events --follow --rows | jq -c 'select(.event==\"DeviceRow\")'"],
    };

    static readonly TimeSpan longest = TimeSpan.FromSeconds(30);

    static async Task<int> RunAsync(Call call, CancellationToken stop)
    {
        if (call.Has("rows") && !call.Has("follow")) throw new MeshException(Exit.Usage, "--rows needs --follow.");
        var seen = new Seen();
        if (!call.Has("rows")) await LastAsync(call, call.Number("limit", 0, 10_000) ?? 20, seen, stop);
        if (!call.Has("follow")) return Exit.Done;

        for (var wait = TimeSpan.FromSeconds(1); ; wait = wait * 2 < longest ? wait * 2 : longest)
        {
            try
            {
                await FollowAsync(call, seen, () => wait = TimeSpan.FromSeconds(0.5), stop);
            }
            catch (MeshException e) when (e.Code == Exit.Unreachable && seen.Ever) { call.Session.Terminal.Error.WriteLine($"mesh: {e.Message} Trying again in {wait.TotalSeconds:0.#} s."); }
            catch (Exception e) when (e is HttpRequestException or BrokenFeed) { call.Session.Terminal.Error.WriteLine($"mesh: the feed broke. Trying again in {wait.TotalSeconds:0.#} s."); }
            await Task.Delay(wait, stop);
        }
    }

    /// <summary>How far one has seen.</summary>
    sealed class Seen
    {
        public long Sequence;
        public string? Id;
        public bool Ever;
    }

    sealed class BrokenFeed(Exception? why) : Exception(why?.Message);

    /// <summary>The newest entries, oldest first.</summary>
    static async Task LastAsync(Call call, int count, Seen seen, CancellationToken stop)
    {
        var page = (await call.Session.Server.GetAsync($"api/audit?take={Math.Clamp(count, 1, 500)}", stop)).GetProperty("rows").EnumerateArray().Reverse().ToList();
        if (page.Count > 0) seen.Sequence = page[^1].GetProperty("sequence").GetInt64();
        if (call.Has("follow")) foreach (var row in count == 0 ? [] : page) await call.Session.Out.LiveAsync(row, AuditVerbs.Columns);
        else await call.Session.Out.RowsAsync((count == 0 ? [] : page).ToAsyncEnumerable(), AuditVerbs.Columns);
    }

    static async Task FollowAsync(Call call, Seen seen, Action connected, CancellationToken stop)
    {
        using var answer = await call.Session.Server.SendAsync(HttpMethod.Get, "api/live", null, stop, headers => { if (seen.Id is { } id) headers.Add("Last-Event-ID", id); });
        connected();
        await using var stream = await answer.Content.ReadAsStreamAsync(stop);
        var reader = new SseReader(stream);
        // the feed is open: what happens from here on comes by it, what was before is in the history
        if (seen.Ever && !call.Has("rows")) await MissedAsync(call, seen, stop);
        seen.Ever = true;
        var anew = false;
        while (await NextAsync(reader, stop) is { } item)
        {
            anew = item.Event == "resync";
            if (item.Id.Length > 0) seen.Id = item.Id;
            if (call.Has("rows")) await RowAsync(call, item);
            else if (item.Event == "Audit") await EntryAsync(call, JsonElement.Parse(item.Data), seen);
            else if (item.Event == "resync") await MissedAsync(call, seen, stop);
        }
        // the server ends a feed after this word when rights changed: nothing is broken, one only comes again
        if (!anew) throw new BrokenFeed(null);
    }

    /// Told apart from output that nobody reads, which is broken too.
    static async Task<SseItem?> NextAsync(SseReader reader, CancellationToken stop)
    {
        try { return await reader.NextAsync(stop); }
        catch (IOException e) { throw new BrokenFeed(e); }
    }

    static async Task MissedAsync(Call call, Seen seen, CancellationToken stop)
    {
        var missed = new List<JsonElement>();
        await foreach (var row in Lookup.RowsAsync(call.Session.Server, "api/audit?take=500", stop))
        {
            if (row.GetProperty("sequence").GetInt64() <= seen.Sequence) break;
            missed.Add(row);
        }
        foreach (var row in Enumerable.Reverse(missed)) await EntryAsync(call, row, seen);
    }

    static async Task EntryAsync(Call call, JsonElement entry, Seen seen)
    {
        if (entry.GetProperty("sequence").GetInt64() is var sequence && sequence <= seen.Sequence) return;
        await call.Session.Out.LiveAsync(entry, AuditVerbs.Columns);
        seen.Sequence = sequence;
    }

    static async Task RowAsync(Call call, SseItem item)
    {
        if (item.Event is "Audit" or "Mark") return;
        var line = new JsonObject { ["event"] = item.Event, ["id"] = item.Id.Length > 0 ? item.Id : null, ["data"] = JsonNode.Parse(item.Data) };
        await call.Session.Terminal.Out.WriteLineAsync(line.ToJsonString());
        await call.Session.Terminal.Out.FlushAsync();
    }
}
