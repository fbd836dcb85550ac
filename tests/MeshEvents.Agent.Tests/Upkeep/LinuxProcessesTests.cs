using System.Diagnostics;
using MeshEvents.Agent.Platform.Linux.Upkeep;
using MeshEvents.Agent.Platform.Upkeep;
using MeshEvents.Agent.Tests.Support;

namespace MeshEvents.Agent.Tests.Upkeep;

/// <summary>The real <c>/proc</c> of this machine, and processes of our own.</summary>
public sealed class LinuxProcessesTests : IDisposable
{
    readonly LinuxProcesses processes = new(TimeProvider.System);
    readonly List<Process> started = [];

    public void Dispose()
    {
        foreach (var process in started)
        {
            if (!process.HasExited) process.Kill();
            process.Dispose();
        }
    }

    Process Start(string program, params string[] words)
    {
        var process = Process.Start(new ProcessStartInfo(program, words) { RedirectStandardOutput = true })!;
        started.Add(process);
        return process;
    }

    ProcessFacts FactsOf(Process process) => processes.List().Single(p => p.Id == process.Id);

    [Fact] public void Tells_what_a_process_is()
    {
        var facts = FactsOf(Start("sleep", "1000"));
        Assert.Equal((Environment.ProcessId, Environment.UserName, "sleep", "sleep 1000"), (facts.Parent, facts.User, facts.Name, facts.Command));
        Assert.InRange(facts.StartedAt, DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddSeconds(5));
        Assert.InRange(facts.Memory, 1, 1L << 32);
        Assert.True(processes.List().Single(p => p.Id == Environment.ProcessId).Processor > TimeSpan.Zero);
    }

    [Fact] public async Task One_that_listens_goes_by_itself()
    {
        var process = Start("sleep", "1000");
        Assert.True(await processes.EndAsync(process.Id, FactsOf(process).StartedAt, TimeSpan.FromSeconds(20)));
        await Deadline.Within(process.WaitForExitAsync(), "the process to end");
    }

    [Fact] public async Task One_that_does_not_is_made_to()
    {
        var process = Start("/bin/sh", "-c", "trap '' TERM; echo deaf; while :; do sleep 0.1; done");
        Assert.Equal("deaf", await Deadline.Within(process.StandardOutput.ReadLineAsync(), "the trap"));
        Assert.False(await processes.EndAsync(process.Id, FactsOf(process).StartedAt, TimeSpan.FromMilliseconds(300)));
        await Deadline.Within(process.WaitForExitAsync(), "the process to end");
        Assert.Equal(128 + 9, process.ExitCode);
    }

    [Fact] public async Task Another_that_has_the_number_by_now_is_left_alone()
    {
        var process = Start("sleep", "1000");
        await Assert.ThrowsAsync<IOException>(() => processes.EndAsync(process.Id, FactsOf(process).StartedAt.AddSeconds(-1), TimeSpan.FromSeconds(1)));
        Assert.False(process.HasExited);
    }

    [Fact] public async Task Neither_the_agent_nor_the_system_itself()
    {
        foreach (var id in new[] { 1, Environment.ProcessId })
            await Assert.ThrowsAsync<IOException>(() => processes.EndAsync(id, processes.List().Single(p => p.Id == id).StartedAt, TimeSpan.FromSeconds(1)));
    }
}
