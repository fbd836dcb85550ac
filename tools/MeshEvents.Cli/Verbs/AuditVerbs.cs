using System.Runtime.CompilerServices;
using System.Text.Json;
using MeshEvents.Cli.Arguments;
using MeshEvents.Cli.Output;

namespace MeshEvents.Cli.Verbs;

/// <summary>The history: who did what, when, from where.</summary>
static class AuditVerbs
{
    public static readonly IReadOnlyList<Column> Columns =
    [
        Column.Time("TIME", "at"), Column.Member("WHO", "actor.name"), Column.Member("WHAT", "sentence"), Column.Member("DEVICE", "device.name"), Column.Member("GROUP", "group.name"),
        Column.Member("OUTCOME", "outcome"), Column.Member("FROM", "address"),
    ];

    static readonly IReadOnlyList<Option> filters =
    [
        new("person", "NAME", "who did it or whom it is about"), new("device", "DEVICE", "name or id"), new("group", "GROUP", "name or id"), new("session", "ID", "one session"),
        new("kind", "KINDS", "kinds or categories, with commas"), new("outcome", "WORD", "how it went", Choices: ["Done", "Requested", "Refused", "Failed", "Unknown"]),
        new("from", "TIME", "not before"), new("to", "TIME", "before"),
    ];

    public static readonly Verb Search = new("audit search", "Find history, newest first.", SearchAsync)
    {
        Positionals = [new("TEXT", "in the sentence, an address, or what changed", Required: false)],
        Options = [.. filters, new("limit", "N", "how many (100)")],
        Examples = ["mesh audit search --device pc-17", "mesh audit search renamed --person mira --from 2026-03-01", "mesh audit search --outcome Refused -o csv"],
    };

    public static readonly Verb Export = new("audit export", "Take a copy of the history, oldest first. That it was taken is history too.", ExportAsync)
    {
        Positionals = [new("TEXT", "as in 'audit search'", Required: false)],
        Options = filters,
        Examples = ["mesh audit export > history.ndjson", "mesh audit export --from 2026-01-01 -o csv > quarter.csv"],
    };

    static async Task<int> SearchAsync(Call call, CancellationToken stop)
    {
        var limit = call.Number("limit", 1, 1_000_000) ?? 100;
        var path = $"api/audit?take={Math.Min(limit, 500)}{await FiltersAsync(call, stop)}";
        await call.Session.Out.RowsAsync(TakeAsync(Lookup.RowsAsync(call.Session.Server, path, stop), limit), Columns);
        return Exit.Done;
    }

    static async IAsyncEnumerable<JsonElement> TakeAsync(IAsyncEnumerable<JsonElement> rows, int most, [EnumeratorCancellation] CancellationToken stop = default)
    {
        await foreach (var row in rows.WithCancellation(stop))
        {
            yield return row;
            if (--most == 0) yield break;
        }
    }

    /// The server makes the copy; what comes is passed on as it is. A table is no form to keep: without -o it is lines of JSON.
    static async Task<int> ExportAsync(Call call, CancellationToken stop)
    {
        var format = call.Session.Out.Format switch { OutputFormat.Csv => "Csv", OutputFormat.Json => "Json", _ => "Ndjson" };
        using var answer = await call.Session.Server.SendAsync(HttpMethod.Get, $"api/audit/export?format={format}{await FiltersAsync(call, stop)}", null, stop);
        return await CopyAsync(answer, call.Session.Terminal.Output, stop);
    }

    /// <summary>An answer that is a file.</summary>
    public static async Task<int> CopyAsync(HttpResponseMessage answer, Stream to, CancellationToken stop)
    {
        var buffer = new byte[64 << 10];
        await using var from = await answer.Content.ReadAsStreamAsync(stop);
        while (true)
        {
            int got;
            try { got = await from.ReadAsync(buffer, stop); }
            catch (Exception e) when (e is IOException or HttpRequestException) { throw new MeshException(Exit.Unreachable, $"The connection broke: the copy is not whole. {e.Message}"); }
            if (got == 0) return Exit.Done;
            await to.WriteAsync(buffer.AsMemory(0, got), stop);
        }
    }

    static async Task<string> FiltersAsync(Call call, CancellationToken stop)
    {
        var query = "";
        void Add(string name, string? value) => query += value is { Length: > 0 } ? $"&{name}={Uri.EscapeDataString(value)}" : "";
        Add("q", call.At(0));
        foreach (var same in new[] { "person", "kind", "outcome", "from", "to" }) Add(same, call[same]);
        Add("sessionId", call["session"]);
        if (call["device"] is { } device) Add("deviceId", $"{await Lookup.DeviceAsync(call.Session.Server, device, stop)}");
        if (call["group"] is { } group) Add("groupId", $"{await Lookup.GroupAsync(call.Session.Server, group, stop)}");
        return query;
    }
}
