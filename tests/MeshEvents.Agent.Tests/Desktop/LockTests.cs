using System.Runtime.Versioning;
using MeshEvents.Agent.Tests.Support;

namespace MeshEvents.Agent.Tests.Desktop;

/// <summary>Locking on leaving, with a session manager of the test's own: it writes down what it was asked.</summary>
[SupportedOSPlatform("linux")]
public sealed class LockTests : IAsyncLifetime
{
    readonly string folder = Directory.CreateTempSubdirectory("login-").FullName;
    readonly string? before = Environment.GetEnvironmentVariable("PATH");
    SpecServer server = null!;
    VirtualDisplay display = null!;
    AgentUnderTest agent = null!;
    Peer control = null!;

    string Asked => Path.Combine(folder, "asked");

    public async Task InitializeAsync()
    {
        server = await SpecServer.StartAsync();
        display = await VirtualDisplay.StartAsync(320, 240);
        agent = AgentUnderTest.Start(server, screens: display.Screens);
        (control, _) = await server.AuthenticatedAsync();
    }

    public async Task DisposeAsync()
    {
        Environment.SetEnvironmentVariable("PATH", before);
        await agent.DisposeAsync();
        await display.DisposeAsync();
        await server.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    void Install(string sessions)
    {
        var program = Path.Combine(folder, "loginctl");
        File.WriteAllText(program, $"#!/bin/sh\necho \"$1\" >> {Asked}\n[ \"$1\" = list-sessions ] && printf '{sessions}'\nexit 0\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Environment.SetEnvironmentVariable("PATH", $"{folder}:{before}");
    }

    async Task<Peer> OpenAsync(uint rights = uint.MaxValue)
    {
        await control.Commands.SendAsync("tunnel", $$"""{"action":"msg","type":"tunnel","value":"*/meshrelay.ashx?p=2&nodeid=n&id=t1&rauth=r","usage":2,"rights":{{rights}}}""");
        var tunnel = await server.TunnelAsync();
        await tunnel.SendTextAsync("c");
        await tunnel.SendTextAsync("""{"type":"options"}""");
        await tunnel.SendTextAsync("2");
        await tunnel.SendTextAsync("""{"ctrlChannel":"102938","type":"autolock","value":true}""");
        return tunnel;
    }

    [Fact] public async Task The_screen_is_locked_when_who_wanted_it_is_gone()
    {
        Install("1 1000 ada seat0");
        var tunnel = await OpenAsync();
        Assert.Contains("\"value\":true", await tunnel.TextAsync(t => t.Contains("autolock", StringComparison.Ordinal)));
        Assert.Equal("list-sessions\n", File.ReadAllText(Asked));
        tunnel.Cut();                                          // a broken connection counts as leaving
        await Deadline.Until(() => File.ReadAllText(Asked) == "list-sessions\nlock-sessions\n", "the screen to be locked");
    }

    [Fact] public async Task Where_nobody_is_signed_in_it_is_said()
    {
        Install("");
        var tunnel = await OpenAsync();
        Assert.Contains("\"value\":false", await tunnel.TextAsync(t => t.Contains("autolock", StringComparison.Ordinal)));
        Assert.Contains("Nobody is signed in", await tunnel.TextAsync(t => t.Contains("console", StringComparison.Ordinal)));
    }

    [Fact] public async Task Who_may_only_look_locks_nothing()
    {
        Install("1 1000 ada seat0");
        var tunnel = await OpenAsync(rights: 0x108);
        await tunnel.SendTextAsync("""{"ctrlChannel":"102938","type":"rtt","time":7}""");
        Assert.Contains("rtt", await tunnel.TextAsync(t => !t.Contains("console", StringComparison.Ordinal)));
        Assert.False(File.Exists(Asked));
    }
}
