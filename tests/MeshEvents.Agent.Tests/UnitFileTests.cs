using System.Diagnostics;
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

    /// <summary>What a terminal of root must be able to do, the unit must not take away: shells are the service's children and live under its limits.</summary>
    [Theory]
    [InlineData(true), InlineData(false)]
    public void The_unit_ends_shells_in_order_and_takes_nothing_from_them(bool forSystem)
    {
        var unit = SystemdService.Describe(new AgentPlaces("/opt/agent", "/var/lib/agent"), forSystem);
        Assert.Contains("KillMode=mixed\n", unit);
        Assert.Contains("UMask=0022\n", unit);
        foreach (var hardening in new[] { "NoNewPrivileges", "ProtectSystem", "ProtectHome", "PrivateTmp", "ReadOnlyPaths", "CapabilityBoundingSet", "RestrictNamespaces", "SystemCallFilter", "User=", "DynamicUser" })
            Assert.DoesNotContain(hardening, unit);
    }

    /// <summary>systemd's own checker, which needs no running systemd; it is on every machine that has systemd.</summary>
    [Fact] public async Task Systemd_finds_nothing_wrong_with_the_unit()
    {
        const string checker = "/usr/bin/systemd-analyze";
        Assert.True(File.Exists(checker), "The Debian package systemd is missing: apt-get install systemd");
        var folder = Directory.CreateTempSubdirectory("mesh unit-");
        try
        {
            foreach (var forSystem in new[] { true, false })
            {
                // a program and a state folder with a space in their names, to see that the quotes are right
                var program = Path.Combine(folder.FullName, "the agent");
                await File.WriteAllTextAsync(program, "#!/bin/sh\n");
                if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
                var file = Path.Combine(folder.FullName, "meshevents-agent.service");
                await File.WriteAllTextAsync(file, SystemdService.Describe(new AgentPlaces(program, folder.FullName), forSystem));
                using var check = Process.Start(new ProcessStartInfo(checker, [forSystem ? "--system" : "--user", "--man=no", "verify", file]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
                var said = await check.StandardError.ReadToEndAsync() + await check.StandardOutput.ReadToEndAsync();
                await check.WaitForExitAsync();
                Assert.DoesNotContain("meshevents-agent.service", said);
                if (forSystem) Assert.Equal(0, check.ExitCode);
            }
        }
        finally { folder.Delete(recursive: true); }
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
