using System.Text.Json;
using System.Text.Json.Nodes;
using MeshEvents.Cli.Arguments;
using MeshEvents.Cli.Jobs;
using MeshEvents.Cli.Output;

namespace MeshEvents.Cli.Verbs;

static class RunVerb
{
    public static readonly Verb Run = new("run", "Run a command on devices. Their output comes line by line with the device's name; it ends with the highest of their exit codes (124 timed out, 125 not run to its end).", RunAsync)
    {
        Rest = "COMMAND",
        Options =
        [
            new("on", "QUERY", "the devices that a search finds, as in 'mesh devices'"), new("device", "NAME", "a device by name or id", Many: true),
            new("timeout", "SECONDS", "how long a device may take (3600)"), new("expires", "SECONDS", "for how long a device that is offline gets it when it returns (86400)"),
            new("as", "WHOM", "with the agent's rights, or as who is signed in at the device", Choices: ["agent", "user"]),
            new("shell", "SHELL", "which of the device's shells", Choices: ["auto", "sh", "bash", "powershell", "cmd"]),
        ],
        Examples =
        [
            "mesh run --on 'tag:web status:online' -- uptime", "mesh run --device pc-17 --device pc-18 --as user -- 'echo $HOME; id'", "mesh run --on group:Lab --timeout 60 < script.sh",
            "mesh run --on os:linux -o ndjson -- uname -r | jq -r 'select(.run.exit != 0).run.deviceName'",
        ],
    };

    static readonly IReadOnlyList<Column> columns =
        [Column.Member("DEVICE", "deviceName"), Column.Member("STATE", "state"), Column.Member("EXIT", "exit"), Column.Member("SECONDS", "seconds"), Column.Member("BYTES", "bytes"), Column.Member("WHY", "why")];

    static async Task<int> RunAsync(Call call, CancellationToken stop)
    {
        if (call["on"] is null && !call.Has("device")) throw new MeshException(Exit.Usage, "On which devices? Say --on QUERY or --device NAME.", "mesh run --help");
        var server = call.Session.Server;
        var body = new JsonObject
        {
            ["text"] = await TextAsync(call, stop), ["q"] = call["on"], ["timeoutSeconds"] = call.Number("timeout", 1, 86_400), ["expiresSeconds"] = call.Number("expires", 1, 2_592_000),
            ["as"] = Word(call["as"] ?? "agent"), ["shell"] = call["shell"] is "powershell" ? "PowerShell" : Word(call["shell"] ?? "auto"),
        };
        var devices = new JsonArray();
        foreach (var name in call.All("device")) devices.Add((JsonNode)(await Lookup.DeviceAsync(server, name, stop)).ToString());
        body["devices"] = devices;

        var made = await server.JsonAsync(HttpMethod.Post, "api/jobs/run", body, stop);
        var (job, error) = (made.GetProperty("jobId").GetGuid(), call.Session.Terminal.Error);
        if (made.GetProperty("leftOut").GetInt32() is > 0 and var left) error.WriteLine($"mesh: {Devices(left)} left out: you may not run commands there.");
        if (made.GetProperty("waiting").GetInt32() is > 0 and var away) error.WriteLine($"mesh: {Devices(away)} offline: it waits for them. Ctrl-C cancels it.");
        return await FollowAsync(call, job, stop);
    }

    static async Task<int> FollowAsync(Call call, Guid job, CancellationToken stop)
    {
        var (terminal, server) = (call.Session.Terminal, call.Session.Server);
        var format = call["output"] ?? "table";
        var follower = new JobFollower(server, job);
        var hosts = new Dictionary<(Guid, bool), HostLines>();
        if (format is "table")
        {
            follower.Wrote += (run, error, bytes) => Lines(run, error).Take(bytes);
            follower.Changed += run => { if (!run.GetProperty("open").GetBoolean()) foreach (var error in new[] { false, true }) Lines(run, error).End(); };
        }
        try { await follower.FollowAsync(Passing, stop); }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            terminal.Error.WriteLine("mesh: cancelling it on all devices; Ctrl-C once more leaves at once.");
            await server.JsonAsync(HttpMethod.Post, $"api/jobs/{job}/cancel", null, CancellationToken.None);
            await follower.FollowAsync(Passing, CancellationToken.None);
        }
        if (format is "csv") await call.Session.Out.RowsAsync(follower.Runs.ToAsyncEnumerable(), columns);
        return Summary(follower, terminal.Error);

        void Passing(string line)
        {
            if (format is "json" or "ndjson") terminal.Out.WriteLine(line);
            terminal.Out.Flush();
        }

        HostLines Lines(JsonElement run, bool error)
        {
            var key = (run.GetProperty("id").GetGuid(), error);
            if (!hosts.TryGetValue(key, out var lines)) hosts.Add(key, lines = new(Plain.Line(run.GetProperty("deviceName").GetString()!), error ? terminal.Error : terminal.Out, terminal.Window is not null));
            return lines;
        }
    }

    /// <summary>On standard error, so that the output stays the devices'.</summary>
    static int Summary(JobFollower follower, TextWriter error)
    {
        var outcomes = follower.Runs.Select(RunOutcome.Of).OrderBy(o => o.Host, StringComparer.OrdinalIgnoreCase).ToList();
        foreach (var bad in outcomes.Where(o => o.Code != 0)) error.WriteLine($"mesh: {Plain.Line(bad.Host)}: {Plain.Line(bad.Words)}");
        error.WriteLine($"mesh: {Devices(outcomes.Count)}, {outcomes.Count(o => o.Code == 0)} done, {outcomes.Count(o => o.Code != 0)} not.");
        return outcomes.Select(o => o.Code).DefaultIfEmpty(RunOutcome.NotDone).Max();
    }

    static async Task<string> TextAsync(Call call, CancellationToken stop)
    {
        if (call.Rest.Count > 0) return ShellWords.Join(call.Rest);
        if (call.Session.Terminal.Attended) throw new MeshException(Exit.Usage, "Which command? It stands after '--'.", "mesh run --help");
        using var reader = new StreamReader(call.Session.Terminal.Input);
        return await reader.ReadToEndAsync(stop);
    }

    static string Word(string choice) => char.ToUpperInvariant(choice[0]) + choice[1..];
    static string Devices(int count) => count == 1 ? "1 device" : $"{count} devices";
}
