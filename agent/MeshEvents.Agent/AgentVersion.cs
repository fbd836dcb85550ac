using System.Reflection;

namespace MeshEvents.Agent;

/// <summary>The version of this build, without the commit behind its plus sign.</summary>
static class AgentVersion
{
    public static string Text { get; } =
        typeof(AgentVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0";
}
