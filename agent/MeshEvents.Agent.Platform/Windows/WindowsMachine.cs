using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using MeshEvents.Agent.Platform.Desktop;
using MeshEvents.Agent.Platform.Files;
using MeshEvents.Agent.Platform.Inventory;
using MeshEvents.Agent.Platform.Programs;
using MeshEvents.Agent.Platform.Terminal;
using MeshEvents.Agent.Platform.Upkeep;

namespace MeshEvents.Agent.Platform.Windows;

/// <summary>Windows: connects and tells what it is. Terminals and the service are not offered there.</summary>
[SupportedOSPlatform("windows")]
sealed class WindowsMachine : IMachine
{
    public uint AgentId => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 4,
        Architecture.Arm64 => 43,
        _ => 3,
    };

    public uint PlatformType => 1;

    public string OsDescription => RuntimeInformation.OSDescription;

    public bool IsAdministrator => Environment.IsPrivilegedProcess;

    public DateTimeOffset? LastBoot => DateTimeOffset.FromUnixTimeMilliseconds((TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() - Environment.TickCount64) / 1000 * 1000);

    public IReadOnlyList<string> Users() => [];

    public MachineInventory Inventory() => new(
        new(OsDescription, Environment.OSVersion.VersionString, RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()),
        new(Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER"), null, Environment.ProcessorCount),
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
        BoardFacts.Unknown,
        []);

    public IReadOnlyList<string> Shells() => [];

    public IPseudoTerminal OpenTerminal(TerminalStart start) => throw new PlatformNotSupportedException("Terminals are not available in the agent for Windows.");

    public IPrograms Programs { get; } = new NoPrograms("Windows");

    public IFileSystem OpenFiles(IReadOnlyList<string> roots) => new PortableFileSystem(roots);

    public IScreens Screens { get; } = new NoScreens("Windows");

    public MachineUpkeep Upkeep { get; } = MachineUpkeep.None("Windows");

    public IPrivateFiles Files { get; } = new WindowsPrivateFiles();

    public IAgentService Service { get; } = new NoService("Windows", Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.CommonApplicationData), "meshevents-agent"));
}
