using System.Diagnostics;
using System.Globalization;
using MeshEvents.Agent.State;
using MeshEvents.Agent.Tests.Support;

namespace MeshEvents.Agent.Tests;

/// <summary>The program itself, as a process of its own.</summary>
public sealed class AgentProcessTests : IDisposable
{
    static readonly string Program = Path.Combine(AppContext.BaseDirectory, "meshevents-agent");

    readonly string folder = Directory.CreateTempSubdirectory("agent-process-").FullName;
    readonly List<Process> started = [];

    public void Dispose()
    {
        foreach (var process in started)
        {
            if (!process.HasExited) process.Kill();
            process.Dispose();
        }
        Directory.Delete(folder, recursive: true);
    }

    Process Start(params string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo(Program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        started.Add(process);
        return process;
    }

    async Task<(int Code, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        var process = Start(arguments);
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await Deadline.Within(process.WaitForExitAsync(), "the program to end");
        return (process.ExitCode, await output, await errors);
    }

    [Fact] public async Task Connects_serves_a_shell_and_leaves_when_told()
    {
        await using var server = await SpecServer.StartAsync();
        AgentUnderTest.WriteState(folder, server);
        var agent = Start("run", "--state", folder);
        var (control, seen) = await server.AuthenticatedAsync();
        Assert.True(seen.Verified);
        await control.TextAsync(t => t.Contains("netinfo"));

        var status = await RunAsync("status", "--state", folder);
        Assert.Contains("Agent:   running", status.Output);
        Assert.Contains(Convert.ToBase64String(seen.NodeId).Replace('+', '@').Replace('/', '$'), status.Output);
        var second = await RunAsync("--state", folder);
        Assert.Equal(1, second.Code);
        Assert.Contains("Another agent is running", second.Errors);

        await control.Commands.SendAsync("tunnel", $$"""{"action":"msg","type":"tunnel","value":"*/meshrelay.ashx?id=1","usage":1,"rights":8,"session":"{{Guid.NewGuid()}}"}""");
        var tunnel = await server.TunnelAsync();
        await tunnel.SendTextAsync("c");
        await tunnel.SendTextAsync("1");
        await tunnel.SendAsync("echo $PPID''=en''d\n"u8.ToArray());
        var output = "";
        while (!output.Contains($"{agent.Id}=end")) output += System.Text.Encoding.UTF8.GetString(await tunnel.BinaryAsync());

        using (var kill = Process.Start("kill", ["-TERM", agent.Id.ToString()])) await kill.WaitForExitAsync();
        var told = Stopwatch.StartNew();
        await Deadline.Within(agent.WaitForExitAsync(), "the agent to leave");
        Assert.Equal(0, agent.ExitCode);
        Assert.InRange(told.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(3));      // under one second on a machine that does nothing else
    }

    [Fact] public async Task The_authorities_of_the_machine_are_neither_read_nor_taken_from_what_it_starts()
    {
        var many = Path.Combine(folder, "authorities.crt");
        const int size = 64 * 1024 * 1024;
        await File.WriteAllLinesAsync(many, Enumerable.Repeat(new string('-', 63), size / 64));
        await using var server = await SpecServer.StartAsync();
        AgentUnderTest.WriteState(folder, server);
        var start = new ProcessStartInfo(Program, ["run", "--state", folder]) { RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["SSL_CERT_FILE"] = many;
        var agent = Process.Start(start)!;
        started.Add(agent);
        var (control, _) = await server.AuthenticatedAsync();
        var read = (await File.ReadAllLinesAsync($"/proc/{agent.Id}/io")).First(l => l.StartsWith("rchar: ", StringComparison.Ordinal))[7..];
        Assert.InRange(long.Parse(read, CultureInfo.InvariantCulture), 1, size);

        await control.Commands.SendAsync("run", """{"shell":"sh","text":"echo is:${SSL_CERT_DIR:-unset}:","as":"agent","timeout":60,"limit":1000}""");
        Assert.Contains(Convert.ToBase64String("is:unset:\n"u8), await control.TextAsync(t => t.Contains("piece")));
    }

    /// <summary>The machine may be on its way down, and never come back.</summary>
    [Fact] public async Task What_is_under_way_is_told_before_it_leaves()
    {
        await using var server = await SpecServer.StartAsync();
        AgentUnderTest.WriteState(folder, server);
        var agent = Start("run", "--state", folder);
        var (control, _) = await server.AuthenticatedAsync();
        await control.Commands.SendAsync("run", """{"shell":"sh","text":"echo begun; sleep 1000","as":"agent","timeout":60,"limit":1000}""");
        await control.TextAsync(t => t.Contains("piece"));

        using (var kill = Process.Start("kill", ["-TERM", agent.Id.ToString()])) await kill.WaitForExitAsync();
        Assert.Contains("\"failed\"", await control.TextAsync(t => t.Contains("The agent was stopped.")));
        await Deadline.Within(agent.WaitForExitAsync(), "the agent to leave");
        Assert.Equal(0, agent.ExitCode);
    }

    [Fact] public async Task Says_what_is_wrong_and_how_it_is_used()
    {
        var wrong = await RunAsync("fly");
        Assert.Equal(2, wrong.Code);
        Assert.Contains("'fly' is not understood.", wrong.Errors);
        Assert.Matches("^[0-9]+\\.[0-9]+\\.[0-9]+\n$", (await RunAsync("--version")).Output);
        Assert.Contains("uninstall [--purge | --retired]", (await RunAsync("--help")).Output);

        var lost = await RunAsync("--state", Path.Combine(folder, "new"));
        Assert.Equal(1, lost.Code);
        Assert.Contains(StateFolder.SettingsName, lost.Errors);
    }
}
