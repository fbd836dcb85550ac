using System.Globalization;
using System.Text;

namespace MeshEvents.Agent.Platform.Linux;

/// <summary>The programs of one session, from <c>/proc</c> (proc(5)).</summary>
static class LinuxSession
{
    /// <summary>Name of the environment variable that says which run a program belongs to, whatever became of its session.</summary>
    public const string Mark = "MESHEVENTS_RUN";

    const int EnvironmentLimit = 1 << 20;

    static readonly string[] signals =
    [
        "", "SIGHUP", "SIGINT", "SIGQUIT", "SIGILL", "SIGTRAP", "SIGABRT", "SIGBUS", "SIGFPE", "SIGKILL", "SIGUSR1", "SIGSEGV", "SIGUSR2", "SIGPIPE", "SIGALRM", "SIGTERM",
        "SIGSTKFLT", "SIGCHLD", "SIGCONT", "SIGSTOP", "SIGTSTP", "SIGTTIN", "SIGTTOU", "SIGURG", "SIGXCPU", "SIGXFSZ", "SIGVTALRM", "SIGPROF", "SIGWINCH", "SIGIO", "SIGPWR", "SIGSYS",
    ];

    public static string SignalName(int signal) => signal > 0 && signal < signals.Length ? signals[signal] : $"signal {signal}";

    /// <summary>Who runs in this session; those that ended and were not waited for yet do not.</summary>
    public static IReadOnlyList<int> Alive(int session) => [.. Processes().Where(p => Read(p) is { } stat && stat.Session == session && stat.State is not ('Z' or 'X'))];

    /// <summary>How many programs with this mark run in other sessions.</summary>
    public static int Marked(string mark, int except)
    {
        var wanted = Encoding.UTF8.GetBytes($"{Mark}={mark}");
        return Processes().Count(p => Read(p) is { } stat && stat.Session != except && stat.State is not ('Z' or 'X') && SystemFiles.Bytes($"/proc/{p}/environ", EnvironmentLimit).AsSpan().IndexOf(wanted) >= 0);
    }

    static IEnumerable<int> Processes() => Directory.EnumerateDirectories("/proc")
        .Select(d => int.TryParse(Path.GetFileName(d), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0).Where(id => id > 0);

    // pid (any name at all) state parent group session …
    static (char State, int Session)? Read(int process)
    {
        var text = Encoding.Latin1.GetString(SystemFiles.Bytes($"/proc/{process}/stat", 4096));
        return text.LastIndexOf(')') is var end and > 0 && text[(end + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries) is [{ Length: 1 } state, _, _, var session, ..]
            && int.TryParse(session, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? (state[0], id) : null;
    }
}
