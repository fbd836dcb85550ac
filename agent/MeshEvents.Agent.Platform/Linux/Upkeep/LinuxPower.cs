using MeshEvents.Agent.Platform.Upkeep;

namespace MeshEvents.Agent.Platform.Linux.Upkeep;

/// <summary>Power by systemd; where something else manages the machine, by its <c>shutdown</c> and the kernel's own file for sleep.</summary>
/// <param name="stateFile">Names what kinds of sleep there are, and takes the wanted one (kernel, admin-guide/pm/sleep-states).</param>
sealed class LinuxPower(ISystemTools tools, string stateFile = "/sys/power/state") : IPower
{
    const string Shutdown = "shutdown", Memory = "mem";

    public string? WhyNot() => tools.Systemd || tools.Has(Shutdown) ? null : "Nothing on this device that the agent knows can switch it off: neither systemd nor shutdown.";

    public async Task ChangeAsync(PowerChange to, CancellationToken stop)
    {
        if (tools.Systemd) await RunAsync("systemctl", stop, "--no-block", "--no-wall", to switch { PowerChange.Off => "poweroff", PowerChange.Restart => "reboot", _ => "suspend" });
        else if (to is not PowerChange.Sleep) await RunAsync(Shutdown, stop, to is PowerChange.Off ? "-h" : "-r", "now");
        else Sleep();
    }

    async Task RunAsync(string program, CancellationToken stop, params string[] words)
    {
        var answer = await tools.RunAsync(program, stop, words);
        if (answer.Code != 0) throw new IOException($"The system refused ({program} ended with {answer.Code}): {(answer.Errors.Length > 0 ? answer.Errors : answer.Output.Trim())}");
    }

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
