using System.Diagnostics;

namespace MeshEvents.Bench.Figures;

/// <summary>
/// The published agent on a machine that already knows its server: from the start of its process until the server let it in; its memory while it waits; its file. Baseline:
/// the same program saying its version, which is the runtime's start and nothing else.
/// </summary>
static class Agents
{
    static readonly TimeSpan idle = TimeSpan.FromSeconds(10);
    static readonly string program = Path.Combine(Environment.GetEnvironmentVariable("MESHEVENTS_OUT") ?? "", "agent", "meshevents-agent");

    public static async Task RunAsync(Bed bed, Table table)
    {
        var rounds = bed.Brief ? 5 : 15;
        var state = bed.Place("agent-alone");
        await using var server = await ServerProcess.StartAsync(bed, "agents", "--local-agent", state);
        using var person = await server.SetUpAsync();
        await using (Start(state)) await person.ReadyDeviceAsync();        // enrolled, and it knows the server's certificate from here on

        var (connects, versions) = (new List<double>(), new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            var started = Stopwatch.GetTimestamp();
            await using var agent = Start(state);
            await agent.UntilAsync(() => Task.FromResult(agent.Said.Contains("Connected to", StringComparison.Ordinal)), "the agent connects");
            connects.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);

            started = Stopwatch.GetTimestamp();
            await using var version = Child.Start(program, ["--version"]);
            await version.EndedAsync();
            versions.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }
        table.Add(new("agent: start of the process to being let in, p50", connects.Median(), "ms", versions.Median(), "the same program's --version", Target.Most(150)));

        await using var waiting = Start(state);
        await person.ReadyDeviceAsync();
        await Task.Delay(idle);
        table.Add(new("agent: memory while it waits", await Machine.SettledKbAsync(waiting.Id) / 1024.0, "MB", Target: Target.Most(40)));
        table.Add(new("agent: of it heap and stacks", Machine.AnonymousKb(waiting.Id) / 1024.0, "MB"));
        table.Add(new("agent: its file", new FileInfo(program).Length / (1024.0 * 1024), "MB", Target: Target.Most(30)));
    }

    static Child Start(string state) => Child.Start(program, ["run", "--state", state]);
}
