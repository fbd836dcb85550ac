using MeshEvents.Agent.Platform;
using MeshEvents.Agent.Platform.Desktop;

namespace MeshEvents.Agent.Actions;

/// <summary>All that a command can ask of this agent, beside tunnels.</summary>
static class KnownActions
{
    public static IReadOnlyList<IAction> On(IMachine machine, INotices notices) =>
    [
        new RunCommand(machine, TimeProvider.System),
        new ChangePower(machine.Upkeep.Power), new WakeDevices(new MagicPackets()), new UninstallAgent(machine.Service),
        new ShowMessage(machine.Screens, notices), new ShowNotification(machine.Screens, notices), new OpenAddress(machine.Upkeep.Addresses),
        new ListProcesses(machine.Upkeep.Processes), new EndProcess(machine.Upkeep.Processes), new ListServices(machine.Upkeep.Services), new ChangeService(machine.Upkeep.Services),
        new ReadClipboard(machine.Screens, TimeProvider.System), new SetClipboard(machine.Screens),
    ];
}
