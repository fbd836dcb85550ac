using MeshEvents.Agent.Install;
using MeshEvents.Agent.Platform;
using MeshEvents.Agent.Platform.Linux;
using MeshEvents.Agent.State;

namespace MeshEvents.Agent.Tests.Install;

public sealed class InstalledAgentTests : IDisposable
{
    readonly string state = Directory.CreateTempSubdirectory("mesh-state-").FullName;

    public void Dispose()
    {
        if (Directory.Exists(state)) Directory.Delete(state, recursive: true);
    }

    void Used()
    {
        foreach (var file in new[] { StateFolder.IdentityName, StateFolder.SettingsName, StateFolder.KnownServersName, StateFolder.LockName }) File.WriteAllText(Path.Combine(state, file), "x");
        Directory.CreateDirectory(Path.Combine(state, "journal"));
        File.WriteAllText(Path.Combine(state, "journal", "journal-000000000001.jsonl"), "{}\n");
    }

    [Fact] public void A_retired_agent_leaves_only_what_the_owner_demands()
    {
        Used();
        File.WriteAllText(Path.Combine(state, PolicyFile.FileName), """{"consent":{"desktop":"ask"}}""");
        InstalledAgent.Forget(state);
        Assert.Equal([Path.Combine(state, PolicyFile.FileName)], Directory.GetFileSystemEntries(state));
        Assert.Equal("""{"consent":{"desktop":"ask"}}""", File.ReadAllText(Path.Combine(state, PolicyFile.FileName)));
    }

    [Fact] public void Where_nothing_is_demanded_nothing_is_left()
    {
        Used();
        InstalledAgent.Forget(state);
        Assert.False(Directory.Exists(state));
    }

    /// <summary>A timer of systemd's is a minute late by itself: the agent would run on, and the device show as there.</summary>
    [Fact] public void Its_removal_comes_when_it_is_said_and_takes_the_key()
    {
        var words = SystemdService.Later(new AgentPlaces("/opt/agent", "/var/lib/agent"));
        Assert.Contains("--on-active=5", words);
        Assert.Contains("--timer-property=AccuracySec=100ms", words);
        Assert.Equal(["/opt/agent", "uninstall", "--retired"], words[^3..]);
    }
}
