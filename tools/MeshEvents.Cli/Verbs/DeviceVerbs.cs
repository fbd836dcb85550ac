using MeshEvents.Cli.Arguments;
using MeshEvents.Cli.Output;

namespace MeshEvents.Cli.Verbs;

static class DeviceVerbs
{
    static readonly IReadOnlyList<Column> columns =
    [
        Column.Member("NAME", "name"), new("STATUS", r => r.GetProperty("online").GetBoolean() ? "online" : "offline"), Column.Member("GROUP", "groupName"), Column.Member("OS", "os"),
        Column.Time("LAST SEEN", "lastSeen"), Column.Member("TAGS", "tags"), Column.Member("ID", "id"),
    ];

    public static readonly Verb List = new("devices", "The devices you may see.", ListAsync)
    {
        Positionals = [new("QUERY", "words of the search field: name: group: tag: os: ip: status: ..., - negates", Required: false)],
        Options = [new("sort", "FIELD", "order by", Choices: ["name", "-name", "os", "-os"]), new("as-of", "TIME", "as they were at that time, for example 2026-03-03T09:14:00Z")],
        Examples = ["mesh devices", "mesh devices 'status:online -group:Shops'", "mesh devices -o csv > devices.csv", "mesh devices 'tag:kiosk' -o ndjson | jq -r .id"],
    };

    public static readonly Verb Show = new("device show", "All that is known of one device.", ShowAsync)
    {
        Positionals = [new("DEVICE", "its name or id")],
        Options = [new("as-of", "TIME", "as it was at that time")],
        Examples = ["mesh device show pc-17", "mesh device show pc-17 -o json"],
    };

    static async Task<int> ListAsync(Call call, CancellationToken stop)
    {
        var path = $"api/devices?take=500&sort={call["sort"] ?? "name"}&q={Uri.EscapeDataString(call.At(0) ?? "")}{AsOf(call)}";
        await call.Session.Out.RowsAsync(Lookup.RowsAsync(call.Session.Server, path, stop), columns);
        return Exit.Done;
    }

    static async Task<int> ShowAsync(Call call, CancellationToken stop)
    {
        var id = await Lookup.DeviceAsync(call.Session.Server, call.At(0)!, stop);
        await call.Session.Out.ThingAsync(await call.Session.Server.GetAsync($"api/devices/{id}?{AsOf(call).TrimStart('&')}", stop));
        return Exit.Done;
    }

    static string AsOf(Call call) => call["as-of"] is { } at ? $"&asOf={Uri.EscapeDataString(at)}" : "";
}
