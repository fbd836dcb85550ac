using MeshEvents.Agent;
using MeshEvents.Agent.Install;
using MeshEvents.Agent.Platform;

var line = CommandLine.Parse(args);
if (line.Wrong is { } wrong)
{
    Console.Error.WriteLine($"{wrong} See meshevents-agent --help.");
    return 2;
}

try
{
    var installed = new InstalledAgent(Machine.Current, Console.Out);
    switch (line.Verb)
    {
        case AgentVerb.Run: await RunAgent.RunAsync(Machine.Current, line, Console.Error); break;
        case AgentVerb.Install: installed.Install(line); break;
        case AgentVerb.Uninstall: installed.Uninstall(line); break;
        case AgentVerb.Status: installed.Status(line.State); break;
        case AgentVerb.Version: Console.Out.WriteLine(AgentVersion.Text); break;
        case AgentVerb.Help: Console.Out.WriteLine(CommandLine.Usage); break;
    }
    return 0;
}
catch (Exception e) when (e is AgentRefusal or IOException or UnauthorizedAccessException or PlatformNotSupportedException)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
