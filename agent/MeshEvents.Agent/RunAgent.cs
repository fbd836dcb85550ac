using System.Runtime.InteropServices;
using MeshEvents.Agent.Actions;
using MeshEvents.Agent.Channels;
using MeshEvents.Agent.Channels.Consent;
using MeshEvents.Agent.Channels.Desktop;
using MeshEvents.Agent.Channels.Files;
using MeshEvents.Agent.Channels.Tcp;
using MeshEvents.Agent.Channels.Terminal;
using MeshEvents.Agent.Connection;
using MeshEvents.Agent.Inventory;
using MeshEvents.Agent.Journal;
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
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);

        using var folder = StateFolder.Open(line.State ?? machine.Service.Places.State, machine.Files);
        var settings = line.Msh ?? folder.Settings;
        AgentSettings.Load(settings);                  // a wrong file ends the start with a sentence, instead of a retry without end
        var (filesPolicy, ports, policy, consent) = (FilesPolicy.Load(folder), TcpPolicy.Load(folder), CommandPolicy.Load(folder), ConsentPolicy.Load(folder));
        using var identity = AgentIdentity.LoadOrCreate(folder);
        var node = Wire.MeshIds.MeshIdText.ToText(identity.NodeId);
        log.Say($"MeshEvents agent {AgentVersion.Text}, node {node}.");

        var terminals = new TerminalSessions(machine, log, time);
        using var files = new DeviceFiles(machine, filesPolicy, new PartLedger(folder.Path), time);
        await using var notices = machine.Screens.NewNotices(time);
        var tunnels = new TunnelOpener(terminals, files, new SharedScreen(machine.Screens, log, time), ports, new ConsentGate(notices, consent, log, time), log, time, stop.Token);
        using var journal = CommandJournal.Open(folder, time);
        var actions = KnownActions.On(machine, notices);
        var gate = new CommandGate(node, policy, journal, actions, tunnels, log, stop.Token);
        using var leave = new CancellationTokenSource();
        var connected = new AgentLoop(machine, folder, settings, new AgentOffers(machine, policy, consent.Least, actions), gate, log, time, Random.Shared).RunAsync(identity, leave.Token);
        await Task.WhenAny(connected, stopped.Task);

        // how all that is under way ends is told on the connection that is still there: the machine may never come back
        await Task.WhenAny(Task.WhenAll(terminals.StopAsync(), tunnels.DrainAsync(), gate.DrainAsync()), Task.Delay(StopTime, time));
        await leave.CancelAsync();
        await connected;

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;                     // we end by ourselves
            stop.Cancel();
            stopped.TrySetResult();
        }
    }
}
