using MeshEvents.Agent.Platform.Upkeep;

namespace MeshEvents.Agent.Platform.Linux.Upkeep;

/// <summary>Power by systemd; where something else manages the machine, by its <c>shutdown</c> and the kernel's own file for sleep.</summary>
/// <param name="stateFile">Names what kinds of sleep there are, and takes the wanted one (kernel, admin-guide/pm/sleep-states).</param>
sealed class LinuxPower(ISystemTools tools, string stateFile = "/sys/power/state") : IPower
{
    const string Systemctl = "systemctl", Shutdown = "shutdown", Memory = "mem";

    public string? WhyNot() => tools.Systemd || tools.Has(Shutdown) ? null : "Nothing on this device that the agent knows can switch it off: neither systemd nor shutdown.";

    public async Task ChangeAsync(PowerChange to, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        if (tools.Systemd) await RunAsync(Systemctl, "--no-block", "--no-wall", to switch { PowerChange.Off => "poweroff", PowerChange.Restart => "reboot", _ => "suspend" });
        else if (to is not PowerChange.Sleep) await RunAsync(Shutdown, to is PowerChange.Off ? "-h" : "-r", "now");
        else Sleep();
    }

    // to its end, even when the system that goes down ends the agent meanwhile: what was asked is being done then
    async Task RunAsync(string program, params string[] words)
    {
        var answer = await tools.RunAsync(program, CancellationToken.None, words);
        if (answer.Code != 0 && !await GoesDownAsync()) throw new IOException($"The system refused ({program} ended with {answer.Code}): {(answer.Errors.Length > 0 ? answer.Errors : answer.Output.Trim())}");
    }

    // the message bus may be gone before its answer is there
    async Task<bool> GoesDownAsync() => tools.Systemd && (await tools.RunAsync(Systemctl, CancellationToken.None, "is-system-running")).Output.Trim() is "stopping";

    void Sleep()
    {
        if (SystemFiles.Text(stateFile)?.Split(' ').Contains(Memory) != true) throw new IOException("This device cannot sleep.");
        try
        {
            File.WriteAllText(stateFile, Memory);
        }
        catch (UnauthorizedAccessException e) { throw new IOException("The agent may not send this device to sleep: it does not run as root.", e); }
    }
}
