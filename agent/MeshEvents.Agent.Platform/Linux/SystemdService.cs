using System.Diagnostics;

namespace MeshEvents.Agent.Platform.Linux;

/// <summary>A systemd unit: of the system for root, of the user otherwise.</summary>
sealed class SystemdService : IAgentService
{
    const string Unit = "meshevents-agent.service";
    const string RunningSystemd = "/run/systemd/system";
    static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    static bool ForSystem => Libc.geteuid() == 0;

    static string Home => ShellEnvironment.Home;

    static string UnitFile => ForSystem ? $"/etc/systemd/system/{Unit}" : Path.Combine(Home, ".config/systemd/user", Unit);

    public AgentPlaces Places => ForSystem
        ? new("/opt/meshevents-agent/meshevents-agent", "/var/lib/meshevents-agent")
        : new(Path.Combine(Home, ".local/share/meshevents-agent/bin/meshevents-agent"), Path.Combine(Home, ".local/share/meshevents-agent"));

    public IReadOnlyList<string> Install(AgentPlaces places)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(UnitFile)!);
        File.WriteAllText(UnitFile, Describe(places, ForSystem));
        if (!Directory.Exists(RunningSystemd))
            return [$"Wrote {UnitFile}.", $"systemd does not run here: start the agent with '{places.Program} run --state {places.State}'."];

        Control("daemon-reload");
        Control("enable", Unit);
        Control("restart", Unit);           // a newer program over an older one that runs
        List<string> said = [$"Wrote {UnitFile}, enabled and started {Unit}."];
        if (!ForSystem) said.Add($"It runs while you are signed in; 'loginctl enable-linger {Environment.UserName}' keeps it running.");
        return said;
    }

    public IReadOnlyList<string> Uninstall()
    {
        if (!File.Exists(UnitFile)) return ["There is no unit to remove."];
        if (Directory.Exists(RunningSystemd)) Control("disable", "--now", Unit);
        File.Delete(UnitFile);
        if (Directory.Exists(RunningSystemd)) Control("daemon-reload");
        return [$"Stopped {Unit} and removed {UnitFile}."];
    }

    public string? WhyNoRemoval() => Environment.ProcessPath == Places.Program ? null : "This agent was not installed: it was started by hand, and is ended by hand.";

    public void RemoveSoon()
    {
        if (!Directory.Exists(RunningSystemd))
        {
            Run("setsid", "--fork", "/bin/sh", "-c", "sleep \"$1\"; kill -TERM \"$2\"; exec \"$3\" uninstall --retired >/dev/null 2>&1", "sh", $"{Soon.TotalSeconds:0}", $"{Environment.ProcessId}", Places.Program);
            return;
        }
        // not a child of ours: ending the service ends all of those
        string[] user = ForSystem ? [] : ["--user"];
        Run("systemd-run", [.. user, .. Later(Places)]);

        static void Run(string program, params string[] words)
        {
            using var process = Process.Start(new ProcessStartInfo(program, words)) ?? throw new IOException($"{program} could not be started.");
            process.WaitForExit();
            if (process.ExitCode != 0) throw new IOException($"The uninstalling could not be begun: {program} ended with {process.ExitCode}.");
        }
    }

    /// <summary>A timer of systemd's; without a word about its accuracy it may go off a minute later (systemd.timer(5)).</summary>
    internal static string[] Later(AgentPlaces places) =>
        ["--collect", $"--on-active={Soon.TotalSeconds:0}", "--timer-property=AccuracySec=100ms", places.Program, "uninstall", "--retired"];

    public string Describe()
    {
        if (!File.Exists(UnitFile)) return "not installed as a service";
        if (!Directory.Exists(RunningSystemd)) return $"{UnitFile} is there, but systemd does not run";
        return Run("is-active", Unit).Output is "active" ? $"{Unit} is running" : $"{Unit} is not running";
    }

    /// <summary>The unit's text. KillMode=mixed: the agent ends its shells itself, systemd takes what is left. UMask: what shells and commands make is as after a sign-in; the agent says itself what is private.</summary>
    internal static string Describe(AgentPlaces places, bool forSystem) => $"""
        [Unit]
        Description=MeshEvents agent
        Wants=network-online.target
        After=network-online.target

        [Service]
        ExecStart="{places.Program}" run --state "{places.State}"
        Restart=always
        RestartSec=5
        KillMode=mixed
        TimeoutStopSec=10
        UMask=0022

        [Install]
        WantedBy={(forSystem ? "multi-user.target" : "default.target")}

        """;

    static void Control(params string[] arguments)
    {
        var (code, output) = Run(arguments);
        if (code != 0) throw new IOException($"systemctl {string.Join(' ', arguments)} ended with {code}: {output}");
    }

    static (int Code, string Output) Run(params string[] arguments)
    {
        var start = new ProcessStartInfo("systemctl") { RedirectStandardOutput = true, RedirectStandardError = true };
        if (!ForSystem) start.ArgumentList.Add("--user");
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        using var process = Process.Start(start) ?? throw new IOException("systemctl could not be started.");
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, (output + errors.GetAwaiter().GetResult()).Trim());
    }
}
