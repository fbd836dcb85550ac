using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MeshEvents.Wire.Files;

namespace MeshEvents.Cli.Files;

/// <summary>One file on its way.</summary>
/// <param name="From">Its path, on the side it comes from.</param>
/// <param name="Folder">Where it goes, on the other side; <paramref name="Name"/> in it.</param>
/// <param name="Size">Bytes; null while it is not known.</param>
/// <param name="Mode">Its rights, 0-0777, when they are to be kept.</param>
/// <param name="Fresh">The folder was made by this very copy: nothing can be in the way.</param>
sealed record CopyItem(string From, string Folder, string Name, long? Size, DateTimeOffset? Modified, int? Mode, bool Fresh)
{
    long position;

    /// <summary>Bytes of it that are there, as far as is known.</summary>
    public long Position => Interlocked.Read(ref position);

    /// <returns>How much that is more than before.</returns>
    public long MoveTo(long now) => now - Interlocked.Exchange(ref position, now);

    /// <summary>Names what is there of this file until it is whole. The same copy started again finds it, another file's or another place's does not.</summary>
    public Guid Transfer(Guid device, bool up)
    {
        // of a download the device tells by its hash whether what is here is still the beginning of it
        var version = up ? $"{Environment.MachineName}\n{Environment.UserName}\n{Size}\n{Modified?.UtcTicks}" : "";
        var text = string.Create(CultureInfo.InvariantCulture, $"{device}\n{From}\n{Folder}\n{Name}\n{version}");
        return new(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
    }
}

/// <summary>What became of a file.</summary>
enum CopyOutcome
{
    Copied,

    /// <summary>It was there already, the same to the byte.</summary>
    Same,

    /// <summary>Another one of its name is there, and was to stay.</summary>
    Skipped,

    /// <summary>No file: a link, a device, a pipe.</summary>
    Left,
    Failed,
}

/// <param name="To">Where it is now.</param>
/// <param name="Sha256">Hexadecimal, of what both sides have; only of what was copied.</param>
sealed record CopyResult(string From, string To, CopyOutcome Outcome, long Size = 0, string? Sha256 = null, string? Why = null, bool NameTaken = false);

/// <summary>What is done where the name is taken, and whether rights are kept.</summary>
sealed record CopyRules(OnConflict Conflict, bool KeepRights);
