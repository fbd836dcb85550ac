using System.Diagnostics;
using MeshEvents.Swarm;
using MeshEvents.Wire;
using MeshEvents.Wire.Msh;

const string usage = """
    meshevents-swarm FILE.msh COUNT SECONDS

      Connects COUNT fake agents (at most 20000) with the settings in FILE.msh, holds them for SECONDS, and says how many were still there.
    """;
if (args is not [var file, var countText, var secondsText] || !int.TryParse(countText, out var count) || count is < 1 or > 20_000 || !int.TryParse(secondsText, out var seconds))
{
    Console.Error.WriteLine(usage);
    return 2;
}
if (MshReader.Read(File.ReadAllBytes(file), out var settings, out var reason) is not Reading.Done)
{
    Console.Error.WriteLine($"{file}: {reason}.");
    return 2;
}
try
{
    var identities = FakeIdentity.Family(count);
    var started = Stopwatch.GetTimestamp();
    await using var swarm = await Swarm.ConnectAsync(identities, settings, atOnce: 50);
    Console.WriteLine($"{count} agents connected in {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s");
    await Task.Delay(TimeSpan.FromSeconds(seconds));
    Console.WriteLine($"{swarm.Agents.Count(a => !a.Ended.IsCompleted)} of them are still there after {seconds} s");
    return 0;
}
catch (SwarmException e)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
