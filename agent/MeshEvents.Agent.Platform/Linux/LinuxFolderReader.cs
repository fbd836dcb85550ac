using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MeshEvents.Agent.Platform.Linux;

/// <summary>The names in a folder, one after the other, so that a folder of any size takes no memory.</summary>
sealed class LinuxFolderReader : IDisposable
{
    // struct dirent on 64-bit Linux: inode 8, offset 8, length of record 2, type 1, name with its closing zero
    const int LengthAt = 16, NameAt = 19;

    nint stream;

    LinuxFolderReader(nint stream) => this.stream = stream;

    /// <summary>Null when the folder cannot be read; the error is the last P/Invoke's.</summary>
    public static LinuxFolderReader? Open(SafeFileHandle folder)
    {
        var descriptor = LibcFiles.OpenFolderStream(folder);
        if (descriptor < 0) return null;
        var stream = LibcFiles.fdopendir(descriptor);
        if (stream != 0) return new(stream);
        LibcFiles.close(descriptor);
        return null;
    }

    /// <summary>The next name with its closing zero; null at the end. Not <c>.</c> and <c>..</c>.</summary>
    public byte[]? Next()
    {
        while (LibcFiles.readdir(stream) is var entry and not 0)
        {
            var room = (ushort)Marshal.ReadInt16(entry, LengthAt) - NameAt;
            var name = new byte[room];
            Marshal.Copy(entry + NameAt, name, 0, room);
            var end = Array.IndexOf(name, (byte)0);
            name = name[..(end + 1)];
            if (!name.AsSpan().SequenceEqual(".\0"u8) && !name.AsSpan().SequenceEqual("..\0"u8)) return name;
        }
        return null;
    }

    public void Dispose()
    {
        if (stream != 0) LibcFiles.closedir(stream);
        stream = 0;
    }
}
