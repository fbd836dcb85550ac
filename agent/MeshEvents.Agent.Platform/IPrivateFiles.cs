namespace MeshEvents.Agent.Platform;

/// <summary>Folders and files that only the agent's user may read: its key, its settings, its journal.</summary>
public interface IPrivateFiles
{
    /// <summary>Creates the folder with its parents, or narrows the rights of the one that is there.</summary>
    void CreateFolder(string path);

    /// <summary>Writes the file whole or not at all: beside it first, then renamed over it. Readable by the owner only from its first byte on.</summary>
    void Write(string path, ReadOnlySpan<byte> content);

    /// <summary>Makes a file executable for everybody, writable for its owner.</summary>
    void MakeProgram(string path);
}
