using System.Net;
using System.Net.Sockets;
using MeshEvents.Server.Configuration;
using MeshEvents.Server.EmbeddedPostgres;
using MeshEvents.Store;
using Npgsql;
using Postgres = MeshEvents.Server.EmbeddedPostgres.EmbeddedPostgres;

namespace MeshEvents.Server;

/// <summary>
/// Everything that must be right before the server starts: settings, data folder, port, database, keys. What is not right is said in one sentence, and nothing is
/// left half started.
/// </summary>
public sealed class Installation : IAsyncDisposable
{
    readonly Postgres? postgres;

    Installation(ServerSettings settings, CommandLine line, Postgres? postgres, Database database, KeyRing ring) =>
        (Settings, Line, this.postgres, Database, Ring) = (settings, line, postgres, database, ring);

    public ServerSettings Settings { get; }
    public CommandLine Line { get; }
    public Database Database { get; }
    public KeyRing Ring { get; }

    /// <exception cref="ConfigException">Settings, folder or port.</exception>
    /// <exception cref="EmbeddedPostgresException">The own database does not start.</exception>
    /// <exception cref="StoreRefusedException">The database or the key ring does not fit.</exception>
    public static async Task<Installation> OpenAsync(CommandLine line)
    {
        var folder = Path.GetFullPath(line["data"] ?? ServerSettings.DefaultFolder);
        var settings = ServerSettings.Read(folder, line.Options, OfEnvironment());
        foreach (var warning in settings.Warnings) Out.Error(warning);
        MakeFolder(folder);
        if (!OfflineAccounts.Asked(line)) CheckPort(settings.Port);

        var postgres = settings.ConnectionString is null ? await Postgres.StartAsync(new(folder) { Unpacked = Environment.GetEnvironmentVariable("MESHEVENTS_POSTGRES") }) : null;
        try
        {
            var database = await ConnectAsync(settings.ConnectionString ?? postgres!.ConnectionString);
            var ring = await RingGuard.OpenAsync(KeyRing.PlaceIn(folder), database, TimeProvider.System);
            return new(settings, line, postgres, database, ring);
        }
        catch
        {
            postgres?.Stop();
            throw;
        }
    }

    /// Names in any case, as in the file. An environment may hold the same name in two of them (npm makes such ones): the capitals win.
    static Dictionary<string, string> OfEnvironment()
    {
        var ours = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (System.Collections.DictionaryEntry entry in Environment.GetEnvironmentVariables())
        {
            var name = (string)entry.Key;
            if (!name.StartsWith("MESHEVENTS__", StringComparison.OrdinalIgnoreCase) || name.Any(char.IsAsciiLetterLower) && ours.ContainsKey(name)) continue;
            ours[name] = (string?)entry.Value ?? "";
        }
        return ours;
    }

    static async Task<Database> ConnectAsync(string connectionString)
    {
        try { return await Database.OpenAsync(connectionString); }
        catch (NpgsqlException e) when (e is not PostgresException { SqlState: [not '2', ..] and [not '3', ..] })
        {
            var to = new NpgsqlConnectionStringBuilder(connectionString);
            throw new ConfigException($"The PostgreSQL at {to.Host}:{to.Port}, database {to.Database}, cannot be used: {(e.InnerException?.Message ?? e.Message).TrimEnd('.')}. Check settings.postgres in config.json, or remove it to use the server's own PostgreSQL.");
        }
    }

    /// As root the folder itself may be entered by the database's user; what is in it may not be read.
    static void MakeFolder(string folder)
    {
        try
        {
            const UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
            if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
            else
            {
                var most = Environment.UserName == "root" ? owner | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute : owner;
                Directory.CreateDirectory(folder, most);
                Narrow(folder, most);
            }
            var probe = Path.Combine(folder, $".write-{Guid.NewGuid():N}");
            File.WriteAllText(probe, "");
            File.Delete(probe);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigException($"The data folder {folder} cannot be written: {e.Message} Choose another with --data, or give yourself the right to write there.");
        }
    }

    /// Made by somebody else it may be wider; one that all may write to, as /tmp, is no folder of ours alone.
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    static void Narrow(string folder, UnixFileMode most)
    {
        if (File.GetUnixFileMode(folder) is var mode && (mode.HasFlag(UnixFileMode.StickyBit) || (mode & ~most) == 0)) return;
        try { File.SetUnixFileMode(folder, mode & most); }
        catch (UnauthorizedAccessException) when (!mode.HasFlag(UnixFileMode.OtherWrite)) { return; }       // another's, who lets us in
        catch (UnauthorizedAccessException)
        {
            throw new ConfigException($"The data folder {folder} belongs to another user, and anybody may write to it. Choose another with --data, or make it yours.");
        }
    }

    static void CheckPort(int port)
    {
        try
        {
            using var probe = new TcpListener(IPAddress.IPv6Any, port) { Server = { DualMode = true } };
            probe.Start();
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressAlreadyInUse)
        {
            throw new ConfigException($"Port {port} is in use by another program. Stop it, or choose another port with --port.");
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AccessDenied)
        {
            throw new ConfigException($"Port {port} may not be used by {Environment.UserName}. Ports below 1024 need root; choose another with --port.");
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressFamilyNotSupported) { return; }
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        postgres?.Stop();
    }
}
