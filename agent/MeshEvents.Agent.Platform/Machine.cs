using MeshEvents.Agent.Platform.Linux;
using MeshEvents.Agent.Platform.Mac;
using MeshEvents.Agent.Platform.Windows;

namespace MeshEvents.Agent.Platform;

/// <summary>The one place that asks which system this is.</summary>
public static class Machine
{
    static readonly Lazy<IMachine> This = new(Find);

    public static IMachine Current => This.Value;

    static IMachine Find()
    {
        if (OperatingSystem.IsLinux())
        {
            SystemAuthorities.LeaveOut();
            return new LinuxMachine();
        }
        if (OperatingSystem.IsWindows()) return new WindowsMachine();
        if (OperatingSystem.IsMacOS()) return new MacMachine();
        throw new PlatformNotSupportedException("The agent runs on Linux, Windows and macOS.");
    }
}
