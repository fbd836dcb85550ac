using System.Runtime.InteropServices;
using System.Text;

namespace MeshEvents.Agent.Platform.Linux;

/// <summary>
/// Who is signed in: the people of logind's sessions, by systemd's own library (sd-login(3)), and those of <c>/run/utmp</c>, where terminals and SSH write themselves
/// down on machines without logind. Screens (display managers, and everything on newer systems) are known to logind alone.
/// </summary>
static partial class SignedIn
{
    // struct utmp: i16 type at 0, i32 process at 4, 32 bytes of user name at 44; 7 = a person is signed in
    const int UserProcess = 7, ProcessAt = 4, UserAt = 44, UserSize = 32;
    const int UsersFileLimit = 1024 * 1024, MostSessions = 4096;
    const string Library = "libsystemd.so.0";

    /// <summary>Each once: who is in front of the screen now first, then by name.</summary>
    public static IReadOnlyList<string> Users()
    {
        var sessions = Sessions();
        return [.. sessions.Where(s => s.InFront).Select(s => s.User).Order(StringComparer.Ordinal)
            .Concat(sessions.Select(s => s.User).Concat(Recorded(SystemFiles.Bytes("/run/utmp", UsersFileLimit), id => Directory.Exists($"/proc/{id}"))).Order(StringComparer.Ordinal)).Distinct()];
    }

    /// <param name="file">The whole of <c>/run/utmp</c> (utmp(5)).</param>
    /// <param name="lives">Whether there is such a process: a login that was killed could not take its name out.</param>
    internal static IEnumerable<string> Recorded(byte[] file, Func<int, bool> lives)
    {
        var record = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 400 : 384;      // times are wider there
        for (var at = 0; at + record <= file.Length; at += record)
        {
            if (BitConverter.ToInt16(file, at) != UserProcess || !lives(BitConverter.ToInt32(file, at + ProcessAt))) continue;
            var name = file.AsSpan(at + UserAt, UserSize);
            var end = name.IndexOf((byte)0);
            yield return Encoding.UTF8.GetString(end < 0 ? name : name[..end]);
        }
    }

    static List<(string User, bool InFront)> Sessions()
    {
        List<(string, bool)> found = [];
        try
        {
            foreach (var session in Names())
            {
                // greeters, lock screens, and what runs for nobody in particular are sessions too
                if (Text(sd_session_get_class, session)?.StartsWith("user", StringComparison.Ordinal) is not true || Text(sd_session_get_state, session) is null or "closing") continue;
                if (sd_session_get_uid(session, out var id) >= 0 && LinuxUser.Find(id) is { } user) found.Add((user.Name, sd_session_is_active(session) > 0 && Text(sd_session_get_seat, session) is not null));
            }
        }
        catch (DllNotFoundException) { return []; }          // a machine without systemd
        return found;
    }

    static unsafe List<string> Names()
    {
        List<string> names = [];
        var count = sd_get_sessions(out var list);
        for (var i = 0; i < count && i < MostSessions; i++) names.Add(Taken(((nint*)list)[i]) ?? "");
        if (count >= 0) NativeMemory.Free((void*)list);
        return names;
    }

    delegate int Property(string session, out nint value);

    static string? Text(Property property, string session) => property(session, out var value) >= 0 ? Taken(value) : null;

    /// <summary>A text of the library's that is ours to free.</summary>
    static unsafe string? Taken(nint text)
    {
        var taken = Marshal.PtrToStringUTF8(text);
        NativeMemory.Free((void*)text);
        return taken;
    }

    [LibraryImport(Library)] private static partial int sd_get_sessions(out nint list);
    [LibraryImport(Library)] private static partial int sd_session_is_active([MarshalAs(UnmanagedType.LPUTF8Str)] string session);
    [LibraryImport(Library)] private static partial int sd_session_get_class([MarshalAs(UnmanagedType.LPUTF8Str)] string session, out nint value);
    [LibraryImport(Library)] private static partial int sd_session_get_state([MarshalAs(UnmanagedType.LPUTF8Str)] string session, out nint value);
    [LibraryImport(Library)] private static partial int sd_session_get_seat([MarshalAs(UnmanagedType.LPUTF8Str)] string session, out nint value);
    [LibraryImport(Library)] private static partial int sd_session_get_uid([MarshalAs(UnmanagedType.LPUTF8Str)] string session, out uint id);
}
