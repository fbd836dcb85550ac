using MeshEvents.Agent.Platform.Linux.Upkeep;

namespace MeshEvents.Agent.Tests.Upkeep;

/// <summary>Stands in for the system's programs: nothing is switched off by a test.</summary>
sealed class FakeTools(bool systemd, params string[] programs) : ISystemTools
{
    public List<string> Ran { get; } = [];

    public ToolAnswer Answer { get; set; } = new(0, "", "");

    /// <summary>What the system says of itself.</summary>
    public string State { get; set; } = "running";

    public bool Systemd => systemd;

    public bool Has(string program) => programs.Contains(program);

    public Task<ToolAnswer> RunAsync(string program, CancellationToken stop, params string[] words)
    {
        Ran.Add($"{program} {string.Join(' ', words)}");
        return Task.FromResult(words is ["is-system-running"] ? new(State is "running" ? 0 : 1, State + "\n", "") : Answer);
    }
}
