using MeshEvents.Bench;
using MeshEvents.Bench.Figures;

var benchmarks = new (string Name, Func<Bed, Table, Task> Run)[]
{
    ("append", Appends.RunAsync),
    ("loss", Losses.RunAsync),
    ("rebuild", Rebuilds.RunAsync),
    ("device-events", DeviceEvents.RunAsync),
    ("relay", Relays.RunAsync),
    ("agent-login", AgentLogins.RunAsync),
    ("idle-agents", IdleAgents.RunAsync),
    ("start", Starts.RunAsync),
    ("click-to-prompt", ClickToPrompt.RunAsync),
    ("live-feed", LiveFeeds.RunAsync),
    ("screen", Screens.RunAsync),
    ("files", FileCopies.RunAsync),
    ("jobs", Jobs.RunAsync),
    ("agent", Agents.RunAsync),
};

if (args is ["bare", var port]) return await BareServer.RunAsync(int.Parse(port));
var brief = args.Contains("--brief");
var wanted = args.Where(a => a != "--brief").ToArray();
if (wanted is not [var name] || name != "all" && benchmarks.All(b => b.Name != name))
{
    Console.Error.WriteLine($"tools/bench {string.Join('|', benchmarks.Select(b => b.Name))}|all [--brief]");
    return 2;
}

var table = new Table();
var failed = false;
await using (var bed = await Bed.MakeAsync(brief))
{
    foreach (var benchmark in benchmarks.Where(b => name == "all" || b.Name == name))
    {
        Table.Say(benchmark.Name);
        try
        {
            await benchmark.Run(bed, table);
        }
        catch (Exception e) when (e is BenchException or HttpRequestException or MeshEvents.Swarm.SwarmException)
        {
            Console.Error.WriteLine($"  {benchmark.Name} failed: {e.Message}");
            failed = true;
        }
    }
}
return table.Print() && !failed ? 0 : 1;
