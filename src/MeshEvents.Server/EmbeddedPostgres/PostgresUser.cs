using System.Runtime.InteropServices;

namespace MeshEvents.Server.EmbeddedPostgres;

/// <summary>Whom PostgreSQL runs as. It refuses root, so root hands it to a system user through <c>setpriv</c>.</summary>
/// <param name="Id">Null = the user of this process.</param>
sealed record PostgresUser(string Name, (uint User, uint Group)? Id)
{
    static readonly string[] Preferred = ["meshevents", "postgres", "nobody"];

    /// <summary>The user of this process, whoever that is.</summary>
    public static readonly PostgresUser Self = new(Environment.UserName, null);

    public static PostgresUser Pick()
    {
        if (!Environment.IsPrivilegedProcess || OperatingSystem.IsWindows()) return Self;
        var known = File.ReadLines("/etc/passwd").Select(line => line.Split(':')).Where(f => f.Length >= 4).DistinctBy(f => f[0]).ToDictionary(f => f[0]);
        var name = Preferred.FirstOrDefault(known.ContainsKey)
            ?? throw new EmbeddedPostgresException("PostgreSQL cannot run as root, and this machine has no user meshevents, postgres or nobody. Make one: useradd --system meshevents");
        return new(name, (uint.Parse(known[name][2]), uint.Parse(known[name][3])));
    }

    /// <summary>A folder only this user may enter.</summary>
    public void Own(string folder)
    {
        Directory.CreateDirectory(folder);
        if (OperatingSystem.IsWindows()) return;
        File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if (Id is { } id && Chown(folder, id.User, id.Group) != 0)
            throw new EmbeddedPostgresException($"The folder {folder} could not be given to user {Name} (error {Marshal.GetLastPInvokeError()}).");
    }

    [DllImport("libc", EntryPoint = "chown", SetLastError = true)]
    static extern int Chown([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint user, uint group);
}
