using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MeshEvents.Agent.Platform.Linux;

/// <summary>The C library's file calls on bytes of names, relative to an open folder. Numbers are those of Linux on x64 and arm64, glibc and musl.</summary>
static partial class LibcFiles
{
    public const int AtCwd = -100, SymlinkNoFollow = 0x100, RemoveDir = 0x200, EmptyPath = 0x1000;
    public const int ReadOnly = 0, ReadWrite = 2, Create = 0x40, Exclusive = 0x80, NoCtty = 0x100, NonBlock = 0x800, CloseOnExec = 0x80000, PathOnly = 0x200000;
    public const ulong NoMagicLinks = 0x02, NoSymlinks = 0x04, Beneath = 0x08;
    public const uint BasicStats = 0x7FF, RenameNoReplace = 1;
    public const int ENOENT = 2, EIO = 5, EACCES = 13, EPERM = 1, EEXIST = 17, EXDEV = 18, ENOTDIR = 20, EISDIR = 21, EINVAL = 22, EFBIG = 27, ENOSPC = 28, EROFS = 30, ENAMETOOLONG = 36, ENOSYS = 38,
        ENOTEMPTY = 39, ELOOP = 40, EDQUOT = 122, EAGAIN = 11;
    public const int TypeMask = 0xF000, Link = 0xA000, Regular = 0x8000, Folder = 0x4000;

    const nint OpenAt2 = 437;

    // O_DIRECTORY and O_NOFOLLOW have other numbers on arm
    static readonly bool arm = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;
    public static readonly int FolderOnly = arm ? 0x4000 : 0x10000, NoFollow = arm ? 0x8000 : 0x20000;
    static readonly nint renameAt2 = arm ? 276 : 316;

    [StructLayout(LayoutKind.Explicit, Size = 256)]
    public struct Status
    {
        [FieldOffset(16)] public uint Links;
        [FieldOffset(20)] public uint User;
        [FieldOffset(24)] public uint Group;
        [FieldOffset(28)] public ushort Mode;
        [FieldOffset(32)] public ulong Inode;
        [FieldOffset(40)] public long Size;
        [FieldOffset(112)] public long ModifiedSeconds;
        [FieldOffset(120)] public uint ModifiedNanoseconds;

        public readonly int Type => Mode & TypeMask;
    }

    [StructLayout(LayoutKind.Sequential)]
    struct How
    {
        public ulong Flags, Mode, Resolve;
    }

    [LibraryImport("libc", SetLastError = true)] private static partial int openat(int folder, byte[] name, int flags, uint mode);
    [LibraryImport("libc", SetLastError = true)] public static partial int statx(SafeFileHandle folder, byte[] name, int flags, uint mask, out Status status);
    [LibraryImport("libc", SetLastError = true)] public static partial int mkdirat(SafeFileHandle folder, byte[] name, uint mode);
    [LibraryImport("libc", SetLastError = true)] public static partial int unlinkat(SafeFileHandle folder, byte[] name, int flags);
    [LibraryImport("libc", SetLastError = true)] public static partial int symlinkat(byte[] target, SafeFileHandle folder, byte[] name);
    [LibraryImport("libc", SetLastError = true)] public static partial nint readlinkat(SafeFileHandle folder, byte[] name, byte[] to, nint size);
    [LibraryImport("libc", SetLastError = true)] public static partial int renameat(SafeFileHandle folder, byte[] from, SafeFileHandle toFolder, byte[] to);
    [LibraryImport("libc", SetLastError = true)] public static partial int fchown(SafeFileHandle file, uint user, uint group);
    [LibraryImport("libc", SetLastError = true)] public static partial nint fdopendir(int folder);
    [LibraryImport("libc", SetLastError = true)] public static partial nint readdir(nint stream);
    [LibraryImport("libc")] public static partial int closedir(nint stream);
    [LibraryImport("libc")] public static partial int close(int descriptor);
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)] private static partial nint OpenBelow(nint number, nint folder, byte[] path, in How how, nint size);
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)] private static partial nint RenameAt2(nint number, nint folder, byte[] from, nint toFolder, byte[] to, nint flags);

    /// <summary>Opens relative to a folder, or absolutely without one. <paramref name="resolve"/>: openat2's rules for the way there, 0 for none.</summary>
    public static SafeFileHandle? Open(SafeFileHandle? folder, byte[] path, int flags, uint mode, ulong resolve)
    {
        var at = folder is null ? AtCwd : (int)folder.DangerousGetHandle();
        var opened = resolve == 0 ? openat(at, path, flags | CloseOnExec, mode)
            : (int)OpenBelow(OpenAt2, at, path, new How { Flags = (ulong)(uint)(flags | CloseOnExec), Mode = mode, Resolve = resolve }, 24);
        return opened < 0 ? null : new SafeFileHandle(opened, ownsHandle: true);
    }

    public static int OpenFolderStream(SafeFileHandle folder) => openat((int)folder.DangerousGetHandle(), ".\0"u8.ToArray(), ReadOnly | FolderOnly | CloseOnExec, 0);

    public static int RenameNew(SafeFileHandle folder, byte[] from, SafeFileHandle toFolder, byte[] to) =>
        (int)RenameAt2(renameAt2, folder.DangerousGetHandle(), from, toFolder.DangerousGetHandle(), to, (nint)RenameNoReplace);
}
