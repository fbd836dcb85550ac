using MeshEvents.Agent.Platform.Desktop;
using MeshEvents.Agent.Platform.Files;
using MeshEvents.Agent.Platform.Inventory;
using MeshEvents.Agent.Platform.Programs;
using MeshEvents.Agent.Platform.Terminal;
using MeshEvents.Agent.Platform.Upkeep;

namespace MeshEvents.Agent.Platform;

/// <summary>
/// What the agent asks of the machine it runs on. What a system cannot do throws <see cref="PlatformNotSupportedException"/> with a sentence,
/// and the property in front of it (an empty list, null) lets the agent not offer it in the first place.
/// </summary>
public interface IMachine
{
    /// <summary>The architecture number of spec/agent-handshake.md 9; 0 when there is none for this machine.</summary>
    uint AgentId { get; }

    /// <summary>The platform type of spec/agent-handshake.md 4: 1 desktop, 2 laptop, 4 server, 7 Pi, 8 virtual machine.</summary>
    uint PlatformType { get; }

    /// <summary>Name and version of the operating system, as a person would say it.</summary>
    string OsDescription { get; }

    /// <summary>Whether the agent may do everything here: root, or an elevated administrator.</summary>
    bool IsAdministrator { get; }

    /// <summary>When the machine started, or null when it does not say.</summary>
    DateTimeOffset? LastBoot { get; }

    /// <summary>Who is signed in at the machine, each once; who is in front of its screen first.</summary>
    IReadOnlyList<string> Users();

    /// <summary>The hardware and the system. Slow values (tens of milliseconds) are read anew each time.</summary>
    MachineInventory Inventory();

    /// <summary>The shells a terminal may run, the preferred one first; empty when there are no terminals here.</summary>
    IReadOnlyList<string> Shells();

    /// <summary>Starts a shell on a new pseudo terminal, as the agent's own user.</summary>
    /// <exception cref="PlatformNotSupportedException">No terminals on this system.</exception>
    /// <exception cref="IOException">The system refused; the message says what.</exception>
    IPseudoTerminal OpenTerminal(TerminalStart start);

    /// <summary>Programs without a terminal.</summary>
    IPrograms Programs { get; }

    /// <summary>The files of this machine, below these folders, or all that the account may reach when there are none.</summary>
    IFileSystem OpenFiles(IReadOnlyList<string> roots);

    /// <summary>The screens of this machine.</summary>
    IScreens Screens { get; }

    /// <summary>Power, processes, services, and the person's browser.</summary>
    MachineUpkeep Upkeep { get; }

    IPrivateFiles Files { get; }

    IAgentService Service { get; }
}
