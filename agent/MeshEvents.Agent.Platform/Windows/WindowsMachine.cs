using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace MeshEvents.Agent.Platform.Windows;

/// <summary>Windows: connects and tells what it is. Terminals and the service are not offered there.</summary>
[SupportedOSPlatform("windows")]
sealed class WindowsMachine() : BareMachine("Windows")
{
    public override uint AgentId => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 4,
        Architecture.Arm64 => 43,
        _ => 3,
    };

    public override uint PlatformType => 1;

    public override string OsDescription => RuntimeInformation.OSDescription;

    public override DateTimeOffset? LastBoot => DateTimeOffset.FromUnixTimeMilliseconds((TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() - Environment.TickCount64) / 1000 * 1000);

    protected override string Kernel => Environment.OSVersion.VersionString;

    protected override string? Processor => Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER");

    public override IPrivateFiles Files { get; } = new WindowsPrivateFiles();

    public override IAgentService Service { get; } = new NoService("Windows", Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.CommonApplicationData), "meshevents-agent"));
}
