using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using MeshEvents.Wire.Files;

namespace MeshEvents.Cli.Files;

/// <summary>What a thing here is: only files and folders can be copied.</summary>
enum LocalKind { File, Folder, Link, Other, Nothing }

/// <summary>The files on this side.</summary>
static partial class LocalFiles
{
    const int MostNames = 1000, StatusSize = 256, ModeAt = 28, NoFollow = 0x100, AtCurrent = -100, TypeMask = 0xF000, Regular = 0x8000, Folder = 0x4000, Link = 0xA000;
    const uint TypeAndMode = 3;

    /// <param name="follow">A link counts as what it leads to.</param>
    public static LocalKind KindOf(string path, bool follow)
    {
        if (!OperatingSystem.IsLinux()) return Portable(path, follow);
        // by statx(2): to open a pipe in order to see what it is would wait for its other end
        var status = new byte[StatusSize];
        if (statx(AtCurrent, path, follow ? 0 : NoFollow, TypeAndMode, status) != 0) return LocalKind.Nothing;
        return (BitConverter.ToUInt16(status, ModeAt) & TypeMask) switch { Regular => LocalKind.File, Folder => LocalKind.Folder, Link => LocalKind.Link, _ => LocalKind.Other };
    }

    static LocalKind Portable(string path, bool follow)
    {
        FileSystemInfo info = Directory.Exists(path) ? new DirectoryInfo(path) : new FileInfo(path);
        if (!follow && info.LinkTarget is not null) return LocalKind.Link;
        return !info.Exists ? LocalKind.Nothing : info is DirectoryInfo ? LocalKind.Folder : LocalKind.File;
    }

    /// <summary>Free names beside one that is taken: <c>report (2).txt</c>.</summary>
    public static IEnumerable<string> FreeNames(string folder, string name)
    {
        var dot = name.EndsWith(".tar.gz", StringComparison.Ordinal) ? name.Length - 7 : name.LastIndexOf('.');
        var (stem, ending) = dot <= 0 ? (name, "") : (name[..dot], name[dot..]);
        return Enumerable.Range(2, MostNames).Select(i => Path.Combine(folder, $"{stem} ({i}){ending}"));
    }

    /// <summary>SHA-384, hexadecimal, as agents tell it.</summary>
    public static async Task<string> HashAsync(string path, CancellationToken stop)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 20, FileOptions.SequentialScan);
        return Convert.ToHexString(await SHA384.HashDataAsync(file, stop));
    }

    /// <summary>A name of here as the device is told it. The characters by which the protocol writes bytes that are no text are escaped themselves.</summary>
    public static string ToWire(string name) => EscapedName.ToText(Encoding.UTF8.GetBytes(name));

    /// <summary>A device's name as it can be written here: bytes that are no text become <c>\xE4</c>.</summary>
    /// <returns>Null when this system has no such name.</returns>
    public static string? FromWire(string name)
    {
        var shown = EscapedName.Show(name);
        return FileReportReader.IsName(shown) && shown.AsSpan().IndexOfAny(Path.GetInvalidFileNameChars()) < 0 ? shown : null;
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)] private static partial int statx(int folder, string path, int flags, uint mask, byte[] status);
}
