using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using MeshEvents.Agent.Platform.Upkeep;

namespace MeshEvents.Agent.Platform.Linux.Upkeep;

/// <summary>The processes of <c>/proc</c> (proc(5)).</summary>
sealed class LinuxProcesses(TimeProvider time) : IProcesses
{
    const int TicksPerSecond = 100, FileLimit = 64 << 10, Esrch = 3;            // USER_HZ is 100 wherever .NET runs
    static readonly TimeSpan look = TimeSpan.FromMilliseconds(50), killed = TimeSpan.FromSeconds(2);

    // in /proc/<id>/stat, counted from the state behind the name
    const int Parent = 1, UserTime = 11, SystemTime = 12, Start = 19, Pages = 21;

    public string? WhyNot() => File.Exists("/proc/self/stat") ? null : "This device does not show its processes.";

    public IReadOnlyList<ProcessFacts> List()
    {
        var users = Users();
        return [.. SystemFiles.Folders("/proc").Select(f => int.TryParse(Path.GetFileName(f), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0).Order().Select(id => Read(id, users)).OfType<ProcessFacts>()];
    }

    public async Task<bool> EndAsync(int id, DateTimeOffset startedAt, TimeSpan patience)
    {
        if (id == 1) throw new IOException("The first process is the system itself: end that with Power.");
        if (id == Environment.ProcessId) throw new IOException("The agent does not end itself.");
        if (!IsThere()) throw new IOException("This process is not there any more.");

        Signal(Libc.SIGTERM);
        if (await GoneWithinAsync(patience)) return true;
        Signal(Libc.SIGKILL);
        if (await GoneWithinAsync(killed)) return false;
        throw new IOException("This process does not end, even when it is made to: it waits for a device.");

        bool IsThere() => Read(id, users: null)?.StartedAt == startedAt;

        void Signal(int signal)
        {
            if (Libc.kill(id, signal) < 0 && Marshal.GetLastPInvokeError() is var error and not Esrch) throw new IOException($"The system refused to end it: {Marshal.GetPInvokeErrorMessage(error)}.");
        }

        async Task<bool> GoneWithinAsync(TimeSpan most)
        {
            for (var since = time.GetTimestamp(); IsThere(); await Task.Delay(look, time))
                if (time.GetElapsedTime(since) >= most) return false;
            return true;
        }
    }

    /// <summary>Null for one that ended, also when nobody has asked for its exit code yet.</summary>
    static ProcessFacts? Read(int id, IReadOnlyDictionary<string, string>? users)
    {
        var stat = Encoding.UTF8.GetString(SystemFiles.Bytes($"/proc/{id}/stat", FileLimit));
        var (open, close) = (stat.IndexOf('('), stat.LastIndexOf(')'));            // a name may hold both
        if (open < 0 || close < open || Boot is not { } boot) return null;
        var fields = stat[(close + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length <= Pages || fields[0] is "Z" or "X") return null;

        var name = stat[(open + 1)..close];
        return new(id, (int)Number(fields[Parent]), users is null ? "" : UserOf(id, users), name, CommandOf(id, name), TimeSpan.FromSeconds((Number(fields[UserTime]) + Number(fields[SystemTime])) / (double)TicksPerSecond),
            Number(fields[Pages]) * Environment.SystemPageSize, boot.AddMilliseconds(Number(fields[Start]) * (1000 / TicksPerSecond)));
    }

    static string UserOf(int id, IReadOnlyDictionary<string, string> users)
    {
        var line = SystemFiles.Lines($"/proc/{id}/status").FirstOrDefault(l => l.StartsWith("Uid:", StringComparison.Ordinal))?.Split('\t');
        return line is [_, _, var effective, ..] ? users.GetValueOrDefault(effective, effective) : "";
    }

    // a thread of the kernel has no command line
    static string CommandOf(int id, string name)
    {
        var words = Encoding.UTF8.GetString(SystemFiles.Bytes($"/proc/{id}/cmdline", FileLimit)).TrimEnd('\0').Replace('\0', ' ');
        return words.Length > 0 ? words : $"[{name}]";
    }

    static DateTimeOffset? Boot { get; } = SystemFiles.Lines("/proc/stat").FirstOrDefault(l => l.StartsWith("btime ", StringComparison.Ordinal)) is { } line ? DateTimeOffset.FromUnixTimeSeconds(Number(line[6..])) : null;

    static Dictionary<string, string> Users() => SystemFiles.Lines("/etc/passwd").Select(l => l.Split(':')).Where(f => f.Length > 2).DistinctBy(f => f[2]).ToDictionary(f => f[2], f => f[0]);

    static long Number(string text) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
