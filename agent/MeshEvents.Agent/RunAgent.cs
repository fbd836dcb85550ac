using System.Runtime.InteropServices;
using MeshEvents.Agent.Channels;
using MeshEvents.Agent.Channels.Desktop;
using MeshEvents.Agent.Channels.Files;
using MeshEvents.Agent.Channels.Tcp;
using MeshEvents.Agent.Channels.Terminal;
using MeshEvents.Agent.Connection;
using MeshEvents.Agent.Platform;
using MeshEvents.Agent.State;

namespace MeshEvents.Agent;

/// <summary>The command <c>run</c>: the agent in the foreground until SIGTERM, SIGINT or Ctrl-C.</summary>
static class RunAgent
{
    // the service manager and people wait for it
    static readonly TimeSpan StopTime = TimeSpan.FromMilliseconds(800);

    public static async Task RunAsync(IMachine machine, CommandLine line, TextWriter to)
    {
        var time = TimeProvider.System;
        var log = new AgentLog(to, time);
        using var stop = new CancellationTokenSource();
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);

        using var folder = StateFolder.Open(line.State ?? machine.Service.Places.State, machine.Files);
        var settings = line.Msh ?? folder.Settings;
        AgentSettings.Load(settings);                  // a wrong file ends the start with a sentence, instead of a retry without end
        var policy = FilesPolicy.Load(folder);
        var ports = TcpPolicy.Load(folder);
        using var identity = AgentIdentity.LoadOrCreate(folder);
        log.Say($"MeshEvents agent {AgentVersion.Text}, node {Wire.MeshIds.MeshIdText.ToText(identity.NodeId)}.");

        var terminals = new TerminalSessions(machine, log, time);
        using var files = new DeviceFiles(machine, policy, new PartLedger(folder.Path), time);
        var tunnels = new TunnelOpener(terminals, files, new SharedScreen(machine.Screens, log, time), ports, log, time, stop.Token);
        await new AgentLoop(machine, folder, settings, tunnels, log, time, Random.Shared).RunAsync(identity, stop.Token);

        await Task.WhenAny(Task.WhenAll(terminals.StopAsync(), tunnels.DrainAsync()), Task.Delay(StopTime, time));

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;                     // we end by ourselves
            stop.Cancel();
        }
    }
}
