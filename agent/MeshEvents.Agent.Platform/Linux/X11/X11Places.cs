using System.Buffers;
using System.Globalization;
using System.Text;

namespace MeshEvents.Agent.Platform.Linux.X11;

/// <summary>
/// Where the display of the person at this machine may be: our own environment first, then what the processes of a session say, then the
/// display servers themselves, whose command line names the display and, under a display manager, its authority file.
/// </summary>
static class X11Places
{
    const int ProcessLimit = 4096, FileLimit = 128 * 1024;
    static readonly string[] servers = ["Xorg", "X", "Xvfb", "Xephyr", "Xvnc", "Xtigervnc", "Xnest"];

    public static IEnumerable<X11Place> All() => Own(System.Environment.GetEnvironmentVariable("DISPLAY"), System.Environment.GetEnvironmentVariable("XAUTHORITY"), ShellEnvironment.Home)
        .Concat(AnySocket("/tmp/.X11-unix/X") ? Sessions().Select(s => s.Place).OfType<X11Place>().Concat(Servers()) : [])
        .DistinctBy(p => (p.Display, p.Cookie is null ? null : Convert.ToHexString(p.Cookie)));

    /// <summary>A graphical session that is no X11 one runs here.</summary>
    public static bool AnyWayland() => AnySocket("/wayland-") && Sessions().Any(s => s.Wayland);

    // one small file instead of those of every process: most servers have no display at all, and are asked every minute
    static bool AnySocket(string part) => SystemFiles.Lines("/proc/net/unix").Any(l => l.Contains(part, StringComparison.Ordinal));

    public static IEnumerable<X11Place> Own(string? display, string? authority, string home)
    {
        if (X11Place.NumberOf(display) is { } number) yield return new(number, X11Place.CookieFrom(authority ?? Path.Combine(home, ".Xauthority"), number));
    }

    static IEnumerable<(X11Place? Place, bool Wayland)> Sessions()
    {
        foreach (var folder in Folders())
        {
            var environment = Read(Path.Combine(folder, "environ"));
            if (!Names(environment) || Owner(folder) is not { } owner) continue;
            var values = Pairs(environment);
            var wayland = values.ContainsKey("WAYLAND_DISPLAY") || values.GetValueOrDefault("XDG_SESSION_TYPE") == "wayland";
            X11Place? place = null;
            if (X11Place.NumberOf(values.GetValueOrDefault("DISPLAY")) is { } number)
            {
                var authority = values.GetValueOrDefault("XAUTHORITY") ?? (values.GetValueOrDefault("HOME") is { } home ? Path.Combine(home, ".Xauthority") : null);
                place = new(number, X11Place.CookieFrom(authority, number), owner);
            }
            if (place is not null || wayland) yield return (place, wayland);
        }
    }

    static IEnumerable<X11Place> Servers()
    {
        foreach (var folder in Folders())
        {
            if (!servers.Contains(SystemFiles.Text(Path.Combine(folder, "comm"))) || Owner(folder) is not { } owner) continue;
            var words = Encoding.UTF8.GetString(Read(Path.Combine(folder, "cmdline"))).Split('\0');
            if (words.Skip(1).Select(X11Place.NumberOf).FirstOrDefault(n => n is not null) is not { } number) continue;
            var auth = Array.IndexOf(words, "-auth");
            yield return new(number, X11Place.CookieFrom(auth > 0 && auth + 1 < words.Length ? words[auth + 1] : null, number), owner);
        }
    }

    /// <summary>Running processes with their user, the newest first: a session that was left behind comes after the one in use.</summary>
    public static IEnumerable<(string Folder, uint Owner)> Processes() => Folders().Select(f => (Folder: f, Owner: Owner(f))).Where(p => p.Owner is not null).Select(p => (p.Folder, p.Owner!.Value));

    static IEnumerable<string> Folders() => SystemFiles.Folders("/proc")
        .Select(f => (Folder: f, Id: int.TryParse(Path.GetFileName(f), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0))
        .Where(p => p.Id > 0).OrderByDescending(p => p.Id).Take(ProcessLimit).Select(p => p.Folder);

    // "Uid:\treal\teffective\t…"
    static uint? Owner(string folder) =>
        SystemFiles.Lines(Path.Combine(folder, "status")).FirstOrDefault(l => l.StartsWith("Uid:", StringComparison.Ordinal)) is { } line
        && uint.TryParse(line.Split('\t')[1], NumberStyles.None, CultureInfo.InvariantCulture, out var uid) ? uid : null;

    /// <summary>With what a process was started; empty when it is not ours to know.</summary>
    public static Dictionary<string, string> Environment(string folder) => Pairs(Read(Path.Combine(folder, "environ")));

    static Dictionary<string, string> Pairs(byte[] environment)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in Encoding.UTF8.GetString(environment).Split('\0'))
            if (line.IndexOf('=') is > 0 and var at) pairs.TryAdd(line[..at], line[(at + 1)..]);
        return pairs;
    }

    // most processes know of no display: their environment is not taken apart
    static bool Names(ReadOnlySpan<byte> environment) => environment.IndexOf("DISPLAY="u8) >= 0 || environment.IndexOf("XDG_SESSION_TYPE=wayland"u8) >= 0;

    // the files of /proc have no length of their own, so they are read to their end, or to the limit
    static byte[] Read(string path)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(FileLimit);
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            return bytes[..file.ReadAtLeast(bytes.AsSpan(0, FileLimit), FileLimit, throwOnEndOfStream: false)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)      // it ended meanwhile, or is not ours
        {
            return [];
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }
}
