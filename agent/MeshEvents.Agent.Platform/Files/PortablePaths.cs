using MeshEvents.Wire.Files;

namespace MeshEvents.Agent.Platform.Files;

/// <summary>Paths as the runtime takes them on this system, and why it did not.</summary>
static class PortablePaths
{
    const int DiskFullWindows = unchecked((int)0x80070070), DiskFullUnix = 28, ExistsWindows = unchecked((int)0x800700B7);

    // names that mean devices on Windows in every folder, with any ending
    static readonly string[] devices = ["CON", "PRN", "AUX", "NUL", "COM0", "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8", "COM9", "LPT0", "LPT1", "LPT2", "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9"];

    public static string? Normal(string path)
    {
        var windows = OperatingSystem.IsWindows();
        var parts = path.Split(windows ? ['/', '\\'] : ['/'], StringSplitOptions.RemoveEmptyEntries).Where(p => p != ".").ToArray();
        if (!windows) return parts.All(IsName) ? "/" + string.Join('/', parts) : null;
        // only drives: no \\server\share, no \\?\ and no \\.\
        if (path.StartsWith("\\\\", StringComparison.Ordinal) || path.StartsWith("//", StringComparison.Ordinal)) return null;
        return parts is [[>= 'A' and <= 'Z' or >= 'a' and <= 'z', ':'], ..] && parts.Skip(1).All(IsName) ? string.Join('\\', parts) : null;
    }

    public static string? In(string folder, string name) =>
        !IsName(name) ? null : folder == "/" ? "/" + name : $"{folder}{Path.DirectorySeparatorChar}{name}";

    public static FileFailure Failure(string verb, string path, Exception cause)
    {
        var (problem, why) = cause switch
        {
            FileNotFoundException or DirectoryNotFoundException => (FileProblem.Missing, "it is not there"),
            UnauthorizedAccessException => (FileProblem.Denied, "the agent's account may not"),
            PathTooLongException => (FileProblem.Refused, "the name is too long"),
            IOException { HResult: DiskFullWindows or DiskFullUnix } => (FileProblem.Full, "the disk is full"),
            IOException { HResult: ExistsWindows } => (FileProblem.Exists, "something of that name is there already"),
            NotSupportedException or ArgumentException => (FileProblem.Refused, "the system does not take it"),
            _ => (FileProblem.Failed, cause.Message.TrimEnd('.')),
        };
        return new(problem, $"Could not {verb} {EscapedName.Show(path)}: {why}.", cause);
    }

    static bool IsName(string name)
    {
        if (name is "" or "." or ".." || name.Length > 255 || name.AsSpan().ContainsAny('/', '\0') || EscapedName.ToBytes(name) is null) return false;
        if (!OperatingSystem.IsWindows()) return true;
        if (name.AsSpan().ContainsAny("\\:*?\"<>|") || name.Any(c => c < ' ') || name[^1] is '.' or ' ') return false;
        return !devices.Contains(name.Split('.')[0].TrimEnd(), StringComparer.OrdinalIgnoreCase);
    }
}
