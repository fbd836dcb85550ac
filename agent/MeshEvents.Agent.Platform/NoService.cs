namespace MeshEvents.Agent.Platform;

/// <summary>For systems whose service manager the agent does not know yet: it runs in the foreground, and says so.</summary>
sealed class NoService(string system, string folder) : IAgentService
{
    public AgentPlaces Places { get; } = new(Path.Combine(folder, "meshevents-agent"), Path.Combine(folder, "state"));

    public IReadOnlyList<string> Install(AgentPlaces places) => throw Reason();

    public IReadOnlyList<string> Uninstall() => throw Reason();

    public string? WhyNoRemoval() => Reason().Message;

    public void RemoveSoon() => throw Reason();

    public string Describe() => $"no service on {system}";

    PlatformNotSupportedException Reason() => new($"The agent cannot install itself as a service on {system}: start it with 'meshevents-agent run --state DIR'.");
}
