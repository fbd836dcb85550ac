using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using MeshEvents.Agent.Platform.Unix;

namespace MeshEvents.Agent.Platform.Mac;

/// <summary>macOS: connects and tells what it is. Terminals and the service are not offered there.</summary>
[SupportedOSPlatform("macos")]
sealed class MacMachine() : BareMachine("macOS")
{
    public override uint AgentId => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 29u : 16u;

    public override uint PlatformType => 1;

    public override string OsDescription => $"macOS {Environment.OSVersion.Version}";

    protected override string Kernel => RuntimeInformation.OSDescription;

    public override IPrivateFiles Files { get; } = new UnixPrivateFiles();

    public override IAgentService Service { get; } = new NoService("macOS", "/Library/Application Support/meshevents-agent");
}
