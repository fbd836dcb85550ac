using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using MeshEvents.Agent.Platform.Desktop;
using MeshEvents.Agent.Platform.Files;
using MeshEvents.Agent.Platform.Inventory;
using MeshEvents.Agent.Platform.Programs;
using MeshEvents.Agent.Platform.Terminal;
using MeshEvents.Agent.Platform.Upkeep;
using MeshEvents.Agent.Platform.Unix;

namespace MeshEvents.Agent.Platform.Mac;

/// <summary>macOS: connects and tells what it is. Terminals and the service are not offered there.</summary>
[SupportedOSPlatform("macos")]
sealed class MacMachine : IMachine
{
    public uint AgentId => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 29u : 16u;

    public uint PlatformType => 1;

    public string OsDescription => $"macOS {Environment.OSVersion.Version}";

    public bool IsAdministrator => Environment.IsPrivilegedProcess;

    public DateTimeOffset? LastBoot => null;

    public IReadOnlyList<string> Users() => [];

    public MachineInventory Inventory() => new(
        new(OsDescription, RuntimeInformation.OSDescription, RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()),
        new(null, null, Environment.ProcessorCount),
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
        BoardFacts.Unknown,
        []);

    public IReadOnlyList<string> Shells() => [];

    public IPseudoTerminal OpenTerminal(TerminalStart start) => throw new PlatformNotSupportedException("Terminals are not available in the agent for macOS.");

    public IPrograms Programs { get; } = new NoPrograms("macOS");

    public IFileSystem OpenFiles(IReadOnlyList<string> roots) => new PortableFileSystem(roots);

    public IScreens Screens { get; } = new NoScreens("macOS");

    public MachineUpkeep Upkeep { get; } = MachineUpkeep.None("macOS");

    public IPrivateFiles Files { get; } = new UnixPrivateFiles();

    public IAgentService Service { get; } = new NoService("macOS", "/Library/Application Support/meshevents-agent");
}
