using MeshEvents.Agent.Platform;

namespace MeshEvents.Agent.State;

/// <summary>The agent's folder (architecture 13.10), held by a lock file so that two agents never share one identity.</summary>
public sealed class StateFolder : IDisposable
{
    public const string LockName = "agent.lock", SettingsName = "agent.msh", IdentityName = "identity.pem", KnownServersName = "server-certificates.json";

    readonly FileStream held;

    StateFolder(string path, IPrivateFiles files, FileStream held)
    {
        Path = path;
        Files = files;
        this.held = held;
    }

    public string Path { get; }

    public IPrivateFiles Files { get; }

    public string Settings => System.IO.Path.Combine(Path, SettingsName);

    public string Identity => System.IO.Path.Combine(Path, IdentityName);

    public string KnownServers => System.IO.Path.Combine(Path, KnownServersName);

    /// <summary>Creates the folder for its owner alone and takes the lock.</summary>
    /// <exception cref="AgentRefusal">Another agent holds it.</exception>
    public static StateFolder Open(string path, IPrivateFiles files)
    {
        files.CreateFolder(path);
        return TryLock(path) is { } held
            ? new(path, files, held)
            : throw new AgentRefusal($"Another agent is running with the state folder {path}.");
    }

    /// <summary>Whether an agent is running with this folder.</summary>
    public static bool IsHeld(string path)
    {
        if (!File.Exists(System.IO.Path.Combine(path, LockName))) return false;
        using var held = TryLock(path);
        return held is null;
    }

    public void Dispose() => held.Dispose();

    static FileStream? TryLock(string path)
    {
        try
        {
            return new(System.IO.Path.Combine(path, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e is not (DirectoryNotFoundException or FileNotFoundException or PathTooLongException))   // somebody has it open
        {
            return null;
        }
    }
}
