using MeshEvents.Agent.Platform;
using MeshEvents.Agent.Platform.Linux;

namespace MeshEvents.Agent.Tests;

public sealed class UnitFileTests
{
    [Theory]
    [InlineData(true, "multi-user.target")]
    [InlineData(false, "default.target")]
    public void The_unit_runs_the_program_with_its_state(bool forSystem, string target)
    {
        var unit = SystemdService.Describe(new AgentPlaces("/opt/a b/agent", "/var/lib/agent"), forSystem);
        Assert.Contains("ExecStart=\"/opt/a b/agent\" run --state \"/var/lib/agent\"\n", unit);
        Assert.Contains($"WantedBy={target}\n", unit);
        Assert.Contains("Restart=always\n", unit);
    }

    [Fact] public void This_machine_describes_itself()
    {
        var machine = Machine.Current;
        var inventory = machine.Inventory();
        Assert.NotEqual(0u, machine.AgentId);
        Assert.NotEmpty(inventory.Os.Name);
        Assert.NotEmpty(inventory.Os.Kernel!);
        Assert.InRange(inventory.Cpu.Threads, 1, 4096);
        Assert.InRange(inventory.MemoryBytes!.Value, 1L << 27, 1L << 50);
        Assert.All(inventory.Disks, d => Assert.True(d.Bytes > 0));
        Assert.InRange(machine.LastBoot!.Value, DateTimeOffset.UnixEpoch.AddYears(30), TimeProvider.System.GetUtcNow());
    }
}
