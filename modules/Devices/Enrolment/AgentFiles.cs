using System.Security.Cryptography;

namespace MeshEvents.Devices.Enrolment;

/// <summary>The agents this server hands out: <c>agents/&lt;rid&gt;/meshevents-agent</c> beside itself, each with its SHA-256.</summary>
public sealed class AgentFiles(string folder)
{
    readonly Lock gate = new();
    readonly Dictionary<string, (DateTime Changed, string Hash)> hashes = [];

    public static readonly string[] Rids = ["linux-x64"];

    /// <summary>Null for a system there is no agent for.</summary>
    public FileInfo? Find(string rid) => Rids.Contains(rid) && new FileInfo(Path.Combine(folder, rid, "meshevents-agent")) is { Exists: true } file ? file : null;

    /// <summary>In lower-case hexadecimal, as <c>sha256sum</c> prints it.</summary>
    public string HashOf(FileInfo file)
    {
        lock (gate)
        {
            if (hashes.TryGetValue(file.FullName, out var known) && known.Changed == file.LastWriteTimeUtc) return known.Hash;
            using var stream = file.OpenRead();
            var hash = Convert.ToHexStringLower(SHA256.HashData(stream));
            hashes[file.FullName] = (file.LastWriteTimeUtc, hash);
            return hash;
        }
    }
}
