using System.Text.Json.Nodes;
using MeshEvents.Cli.Arguments;
using MeshEvents.Cli.Output;

namespace MeshEvents.Cli.Verbs;

static class EnrollVerb
{
    public static readonly Verb Enroll = new("enroll", "Make an enrolment code, and print the line to paste on a new device.", RunAsync)
    {
        Positionals = [new("GROUP", "name or id of the group that the devices join")],
        Options = [new("hours", "N", "how long the code lives (24)"), new("limit", "N", "for how many devices (any number)")],
        Examples = ["mesh enroll Shops", "mesh enroll Shops --hours 1 --limit 1", "ssh root@new-pc \"$(mesh enroll Shops --limit 1)\""],
    };

    static async Task<int> RunAsync(Call call, CancellationToken stop)
    {
        var body = new JsonObject { ["hours"] = call.Number("hours", 1, 24 * 366) ?? 24, ["limit"] = call.Number("limit", 1, 100_000) };
        var group = await Lookup.GroupAsync(call.Session.Server, call.At(0)!, stop);
        var code = await call.Session.Server.JsonAsync(HttpMethod.Post, $"api/groups/{group}/codes", body, stop);
        if (call.Session.Out.Format is not OutputFormat.Table) await call.Session.Out.ThingAsync(code);
        else
        {
            await call.Session.Out.SayAsync(Plain.Line(code.GetProperty("line").GetString()!));
            call.Session.Terminal.Error.WriteLine($"Paste the line on the device, as root. The code ends {code.GetProperty("expiresAt").GetDateTimeOffset().ToLocalTime():yyyy-MM-dd HH:mm}.");
        }
        return Exit.Done;
    }
}
