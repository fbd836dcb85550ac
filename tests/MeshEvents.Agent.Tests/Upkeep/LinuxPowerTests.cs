using MeshEvents.Agent.Platform.Linux.Upkeep;
using MeshEvents.Agent.Platform.Upkeep;

namespace MeshEvents.Agent.Tests.Upkeep;

public sealed class LinuxPowerTests
{
    [Theory]
    [InlineData(PowerChange.Off, "systemctl --no-block --no-wall poweroff")]
    [InlineData(PowerChange.Restart, "systemctl --no-block --no-wall reboot")]
    [InlineData(PowerChange.Sleep, "systemctl --no-block --no-wall suspend")]
    public async Task Asks_systemd_where_it_is(PowerChange to, string command)
    {
        var tools = new FakeTools(systemd: true);
        await new LinuxPower(tools).ChangeAsync(to, default);
        Assert.Equal(command, Assert.Single(tools.Ran));
    }

    [Theory]
    [InlineData(PowerChange.Off, "shutdown -h now")]
    [InlineData(PowerChange.Restart, "shutdown -r now")]
    public async Task Asks_shutdown_where_it_is_not(PowerChange to, string command)
    {
        var tools = new FakeTools(systemd: false, "shutdown");
        await new LinuxPower(tools).ChangeAsync(to, default);
        Assert.Equal(command, Assert.Single(tools.Ran));
    }

    [Fact] public async Task Sleeps_by_the_kernels_file()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "freeze mem disk\n");
            await new LinuxPower(new FakeTools(systemd: false, "shutdown"), file).ChangeAsync(PowerChange.Sleep, default);
            Assert.Equal("mem", File.ReadAllText(file));
            File.WriteAllText(file, "freeze\n");
            await Assert.ThrowsAsync<IOException>(() => new LinuxPower(new FakeTools(systemd: false, "shutdown"), file).ChangeAsync(PowerChange.Sleep, default));
            Assert.Equal("freeze\n", File.ReadAllText(file));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact] public async Task A_refusal_is_said_in_the_systems_words()
    {
        var tools = new FakeTools(systemd: true) { Answer = new(1, "", "Interactive authentication required.") };
        var refused = await Assert.ThrowsAsync<IOException>(() => new LinuxPower(tools).ChangeAsync(PowerChange.Off, default));
        Assert.EndsWith("Interactive authentication required.", refused.Message, StringComparison.Ordinal);
    }

    [Fact] public async Task An_answer_that_was_lost_because_the_system_goes_down_is_no_refusal()
    {
        var tools = new FakeTools(systemd: true) { Answer = new(1, "", "Call to PowerOff failed: Connection reset by peer"), State = "stopping" };
        await new LinuxPower(tools).ChangeAsync(PowerChange.Off, default);
        Assert.Equal(["systemctl --no-block --no-wall poweroff", "systemctl is-system-running"], tools.Ran);
    }

    [Fact] public void A_device_without_either_does_not_offer_it() => Assert.NotNull(new LinuxPower(new FakeTools(systemd: false)).WhyNot());
}
