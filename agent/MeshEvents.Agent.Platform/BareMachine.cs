using System.Runtime.InteropServices;
using MeshEvents.Agent.Platform.Desktop;
using MeshEvents.Agent.Platform.Files;
using MeshEvents.Agent.Platform.Inventory;
using MeshEvents.Agent.Platform.Programs;
using MeshEvents.Agent.Platform.Terminal;
using MeshEvents.Agent.Platform.Upkeep;

namespace MeshEvents.Agent.Platform;

/// <summary>A machine of which the agent knows little more than .NET does: it connects, tells what it is, and has files.</summary>
/// <param name="system">Its name, as it stands in sentences about what is not offered.</param>
abstract class BareMachine(string system) : IMachine
{
    public abstract uint AgentId { get; }

    public abstract uint PlatformType { get; }

    public abstract string OsDescription { get; }

    public bool IsAdministrator => Environment.IsPrivilegedProcess;

    public virtual DateTimeOffset? LastBoot => null;

    public IReadOnlyList<string> Users() => [];

    public MachineInventory Inventory() => new(
        new(OsDescription, Kernel, RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()),
        new(Processor, null, Environment.ProcessorCount),
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
        BoardFacts.Unknown,
        []);

    /// <summary>Name and version of the system's kernel.</summary>
    protected abstract string Kernel { get; }

    /// <summary>The processor's name, or null when the system does not say.</summary>
    protected virtual string? Processor => null;

    public IReadOnlyList<string> Shells() => [];

    public IPseudoTerminal OpenTerminal(TerminalStart start) => throw new PlatformNotSupportedException($"Terminals are not available in the agent for {system}.");

    public IPrograms Programs { get; } = new NoPrograms(system);

    public IFileSystem OpenFiles(IReadOnlyList<string> roots) => new PortableFileSystem(roots);

    public IScreens Screens { get; } = new NoScreens(system);

    public MachineUpkeep Upkeep { get; } = MachineUpkeep.None(system);

    public abstract IPrivateFiles Files { get; }

    public abstract IAgentService Service { get; }
}
