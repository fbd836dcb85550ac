using MeshEvents.Agent.Platform.Linux.Upkeep;
using MeshEvents.Agent.Platform.Upkeep;

namespace MeshEvents.Agent.Tests.Upkeep;

/// <summary>A systemctl of our own, as a real program in a folder of its own.</summary>
public sealed class SystemdServicesTests : IDisposable
{
    const string Units = """[{"unit":"cups.service","load":"loaded","active":"active","sub":"running","description":"CUPS Scheduler"},{"unit":"gone.service","load":"not-found","active":"inactive","sub":"dead","description":"gone"},{"unit":"ssh.service","load":"loaded","active":"failed","sub":"failed","description":""}]""";

    readonly string folder = Directory.CreateTempSubdirectory("systemctl-").FullName;

    public SystemdServicesTests()
    {
        var program = Path.Combine(folder, "systemctl");
        File.WriteAllText(program, $"""
            #!/bin/sh
            echo "$@" >> {folder}/ran
            case "$1" in
              list-units) echo '{Units}' ;;
              stop) echo 'Failed to stop ssh.service: Access denied' >&2; exit 4 ;;
            esac
            """);
        MeshEvents.Agent.Platform.Machine.Current.Files.MakeProgram(program);
    }

    SystemdServices Services => new(new SystemTools([folder], systemd: true));

    string Ran => File.Exists(folder + "/ran") ? File.ReadAllText(folder + "/ran") : "";

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact] public async Task Lists_what_is_there() =>
        Assert.Equal([new("cups.service", "CUPS Scheduler", "active", "running"), new("ssh.service", "", "failed", "failed")], await Services.ListAsync(default));

    [Fact] public async Task Starts_one()
    {
        await Services.ChangeAsync("cups.service", ServiceChange.Start, default);
        Assert.Equal("start -- cups.service\n", Ran);
    }

    [Fact] public async Task What_systemd_says_against_it_is_the_reason() =>
        Assert.Equal("Failed to stop ssh.service: Access denied", (await Assert.ThrowsAsync<IOException>(() => Services.ChangeAsync("ssh.service", ServiceChange.Stop, default))).Message);

    [Theory]
    [InlineData("meshevents-agent.service")]
    [InlineData("--force.service")]
    [InlineData("a b.service")]
    [InlineData("reboot.target")]
    [InlineData("")]
    public async Task Not_the_agents_own_and_nothing_that_is_none(string name)
    {
        await Assert.ThrowsAsync<IOException>(() => Services.ChangeAsync(name, ServiceChange.Stop, default));
        Assert.Equal("", Ran);
    }

    [Fact] public void What_is_cut_off_or_something_else_is_no_list()
    {
        for (var length = 0; length < Units.Length; length++) Assert.Null(SystemdServices.Read(Units[..length]));
        Assert.Null(SystemdServices.Read("{}"));
        Assert.Empty(SystemdServices.Read("""[1,null,"x",{},{"unit":7}]""")!);
    }

    [Fact] public void A_device_without_systemd_does_not_offer_it() => Assert.NotNull(new SystemdServices(new SystemTools([folder], systemd: false)).WhyNot());
}
