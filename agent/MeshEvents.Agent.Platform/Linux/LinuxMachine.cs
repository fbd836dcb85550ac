using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using MeshEvents.Agent.Platform.Desktop;
using MeshEvents.Agent.Platform.Files;
using MeshEvents.Agent.Platform.Inventory;
using MeshEvents.Agent.Platform.Linux.Upkeep;
using MeshEvents.Agent.Platform.Linux.X11;
using MeshEvents.Agent.Platform.Programs;
using MeshEvents.Agent.Platform.Terminal;
using MeshEvents.Agent.Platform.Unix;
using MeshEvents.Agent.Platform.Upkeep;

namespace MeshEvents.Agent.Platform.Linux;

/// <summary>Linux, from <c>/proc</c>, <c>/sys</c> and <c>/etc/os-release</c>.</summary>
[SupportedOSPlatform("linux")]
sealed class LinuxMachine : IMachine
{
    static readonly SystemTools tools = new();

    public uint AgentId => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 6,
        Architecture.Arm64 => 26,
        _ => 0,
    };

    public uint PlatformType => LinuxInventory.PlatformType();

    public string OsDescription => LinuxInventory.OsName();

    public bool IsAdministrator => Libc.geteuid() == 0;

    public DateTimeOffset? LastBoot =>
        SystemFiles.Lines("/proc/stat").FirstOrDefault(l => l.StartsWith("btime ", StringComparison.Ordinal)) is { } line && long.TryParse(line.AsSpan(6), out var seconds)
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;

    public IReadOnlyList<string> Users() => SignedIn.Users();

    public MachineInventory Inventory() => LinuxInventory.Read();

    public IReadOnlyList<string> Shells() => ShellEnvironment.Shells();

    public IPseudoTerminal OpenTerminal(TerminalStart start) => LinuxPseudoTerminal.Start(start);

    public IPrograms Programs { get; } = new LinuxPrograms();

    public IFileSystem OpenFiles(IReadOnlyList<string> roots) => new LinuxFileSystem(roots);

    public IScreens Screens { get; } = new X11Screens();

    public MachineUpkeep Upkeep { get; } = new(new LinuxPower(tools), new LinuxProcesses(TimeProvider.System), new SystemdServices(tools), new DesktopAddresses());

    public IPrivateFiles Files { get; } = new UnixPrivateFiles();

    public IAgentService Service { get; } = new SystemdService();
}
