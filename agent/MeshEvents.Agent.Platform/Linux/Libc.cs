using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MeshEvents.Agent.Platform.Linux;

/// <summary>The C library calls that programs, pseudo terminals and shared pictures need. Numbers are those of Linux on x64 and arm64, glibc and musl.</summary>
static partial class Libc
{
    public const int F_SETFL = 4;
    public const int O_RDONLY = 0, O_RDWR = 2, O_NOCTTY = 0x100, O_NONBLOCK = 0x800, O_CLOEXEC = 0x80000;
    public const int EINTR = 4, EIO = 5, EAGAIN = 11;
    public const short POLLIN = 1, POLLOUT = 4;
    public const int SIGHUP = 1, SIGKILL = 9, SIGTERM = 15, SIGCONT = 18;
    public const nuint TIOCGPGRP = 0x540F, TIOCSWINSZ = 0x5414, FIONREAD = 0x541B;
    public const int P_PID = 1, WEXITED = 4, WNOWAIT = 0x01000000;
    public const short POSIX_SPAWN_SETSIGDEF = 0x04, POSIX_SPAWN_SETSIGMASK = 0x08, POSIX_SPAWN_SETSID = 0x80;

    // four unsigned shorts: rows, columns, and two sizes in pixels nobody uses
    [StructLayout(LayoutKind.Sequential)]
    public struct WindowSize
    {
        public ushort Rows, Columns, Width, Height;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct PollDescriptor
    {
        public int Descriptor;
        public short Events, Happened;
    }

    [LibraryImport("libc", SetLastError = true)] public static partial SafeFileHandle posix_openpt(int flags);
    [LibraryImport("libc", SetLastError = true)] public static partial int grantpt(SafeFileHandle master);
    [LibraryImport("libc", SetLastError = true)] public static partial int unlockpt(SafeFileHandle master);
    [LibraryImport("libc")] public static partial int ptsname_r(SafeFileHandle master, ref byte name, nuint size);
    [LibraryImport("libc", SetLastError = true)] public static partial int ioctl(SafeFileHandle master, nuint request, ref WindowSize size);
    [LibraryImport("libc", SetLastError = true)] public static partial int ioctl(SafeFileHandle master, nuint request, out int group);
    [LibraryImport("libc", SetLastError = true)] public static partial nint read(SafeFileHandle from, ref byte to, nuint size);
    [LibraryImport("libc", SetLastError = true)] public static partial nint write(SafeFileHandle to, ref readonly byte from, nuint size);
    [LibraryImport("libc", SetLastError = true)] public static partial int poll(Span<PollDescriptor> descriptors, nuint count, int milliseconds);
    [LibraryImport("libc", SetLastError = true)] public static partial SafeFileHandle eventfd(uint value, int flags);
    [LibraryImport("libc", SetLastError = true)] public static partial int pipe2(Span<int> ends, int flags);
    [LibraryImport("libc", SetLastError = true)] public static partial int fcntl(SafeFileHandle handle, int command, int argument);
    [LibraryImport("libc", SetLastError = true)] public static partial int kill(int process, int signal);
    [LibraryImport("libc", SetLastError = true)] public static partial int waitid(int kind, int id, ref byte information, int options);
    [LibraryImport("libc", SetLastError = true)] public static partial int waitpid(int process, out int status, int options);
    [LibraryImport("libc")] public static partial uint geteuid();
    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)] public static partial int setenv(string name, string value, int overwrite);
    [LibraryImport("libc", SetLastError = true)] public static partial int shmget(int key, nuint size, int flags);
    [LibraryImport("libc", SetLastError = true)] public static partial nint shmat(int id, nint address, int flags);
    [LibraryImport("libc", SetLastError = true)] public static partial int shmdt(nint address);
    [LibraryImport("libc", SetLastError = true)] public static partial int shmctl(int id, int command, nint buffer);

    [LibraryImport("libc")] public static partial int posix_spawn_file_actions_init(nint actions);
    [LibraryImport("libc")] public static partial int posix_spawn_file_actions_destroy(nint actions);
    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)] public static partial int posix_spawn_file_actions_addopen(nint actions, int descriptor, string path, int flags, uint mode);
    [LibraryImport("libc")] public static partial int posix_spawn_file_actions_adddup2(nint actions, int from, int to);
    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)] public static partial int posix_spawn_file_actions_addchdir_np(nint actions, string path);
    [LibraryImport("libc")] public static partial int posix_spawnattr_init(nint attributes);
    [LibraryImport("libc")] public static partial int posix_spawnattr_destroy(nint attributes);
    [LibraryImport("libc")] public static partial int posix_spawnattr_setflags(nint attributes, short flags);
    [LibraryImport("libc")] public static partial int posix_spawnattr_setsigdefault(nint attributes, nint signals);
    [LibraryImport("libc")] public static partial int posix_spawnattr_setsigmask(nint attributes, nint signals);
    [LibraryImport("libc")] public static partial int sigemptyset(nint signals);
    [LibraryImport("libc")] public static partial int sigfillset(nint signals);
    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)] public static partial int posix_spawn(out int process, string path, nint actions, nint attributes, nint arguments, nint environment);
}
