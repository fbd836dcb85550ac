using System.Security.Cryptography;
using System.Text;

namespace MeshEvents.Server.EmbeddedPostgres;

/// <summary>Where the cluster, its socket and its log lie, and the lock that keeps two servers off one data folder (architecture 13.19).</summary>
sealed class PostgresPlace : IDisposable
{
    /// <summary>sockaddr_un holds 108 bytes with the final zero.</summary>
    const int SocketPathLimit = 107;
    const string SocketName = "/.s.PGSQL.5432";
    readonly FileStream held;

    PostgresPlace(FileStream held, string home, string sockets) => (this.held, Home, Sockets) = (held, home, sockets);

    public string Home { get; }
    public string Cluster => Path.Combine(Home, "cluster");
    public string Log => Path.Combine(Home, "postgres.log");
    public string Sockets { get; }

    /// <param name="dataFolder">The server's data folder; made when absent.</param>
    public static PostgresPlace Take(string dataFolder, PostgresUser user)
    {
        dataFolder = Path.GetFullPath(dataFolder);
        Directory.CreateDirectory(dataFolder);
        var held = Lock(Path.Combine(dataFolder, "postgres.lock"), dataFolder);
        try
        {
            var home = HomeFor(dataFolder, user);
            user.Own(home);
            SameInstance(dataFolder, home);
            var sockets = SocketsFor(home);
            user.Own(sockets);
            return new(held, home, sockets);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    static FileStream Lock(string file, string dataFolder)
    {
        try
        {
            return new(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new EmbeddedPostgresException($"The data folder {dataFolder} is in use by another server. Stop that one, or give this one a folder of its own with --data.", e);
        }
    }

    /// <summary>Normally in the data folder; elsewhere when the database user may not enter one of its parents. <c>&lt;data&gt;/postgres</c> names it then.</summary>
    static string HomeFor(string dataFolder, PostgresUser user)
    {
        if (user.Id is null || OperatingSystem.IsWindows()) return Path.Combine(dataFolder, "pg");
        File.SetUnixFileMode(dataFolder, File.GetUnixFileMode(dataFolder) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        for (var folder = new DirectoryInfo(dataFolder); folder is not null; folder = folder.Parent)
        {
            if (folder.UnixFileMode.HasFlag(UnixFileMode.OtherExecute)) continue;
            var elsewhere = Path.Combine("/var/lib/meshevents/pg", Hash(dataFolder));
            Directory.CreateDirectory("/var/lib/meshevents/pg");
            File.WriteAllText(Path.Combine(dataFolder, "postgres"), elsewhere + "\n");
            return elsewhere;
        }
        return Path.Combine(dataFolder, "pg");
    }

    /// <summary>The same id in both folders, or a stranger's cluster would be adopted.</summary>
    static void SameInstance(string dataFolder, string home)
    {
        var (here, there) = (Path.Combine(dataFolder, "instance"), Path.Combine(home, "instance"));
        if (!File.Exists(here)) File.WriteAllText(here, Guid.NewGuid().ToString());
        var id = File.ReadAllText(here).Trim();
        if (!File.Exists(there))
        {
            if (Directory.Exists(Path.Combine(home, "cluster")))
                throw new EmbeddedPostgresException($"The database in {home} has lost its instance id. If it belongs to {dataFolder}, write '{id}' to {there}.");
            File.WriteAllText(there, id);
        }
        if (File.ReadAllText(there).Trim() != id)
            throw new EmbeddedPostgresException($"The database in {home} belongs to another data folder than {dataFolder}. Restore the right folder, or move the database away.");
    }

    static string SocketsFor(string home)
    {
        var near = Path.Combine(home, "run");
        if (Encoding.UTF8.GetByteCount(near + SocketName) <= SocketPathLimit) return near;
        var parent = Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") is { Length: > 0 } runtime && !Environment.IsPrivilegedProcess ? runtime : Path.GetTempPath();
        var far = Path.Combine(parent, "meshevents-" + Hash(home));
        if (Encoding.UTF8.GetByteCount(far + SocketName) > SocketPathLimit)
            throw new EmbeddedPostgresException($"The path {home} is too long for a Unix socket, and so is {far}. Choose a shorter data folder.");
        return far;
    }

    static string Hash(string path) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)))[..16];

    public void Dispose() => held.Dispose();
}
