using System.Runtime.InteropServices;

namespace MeshEvents.Cli.Shell;

/// <summary>The terminal in raw mode: every key goes to the other side, Ctrl-C too. Put back as it was when disposed.</summary>
sealed partial class RawMode : IDisposable
{
    // larger than any system's struct termios (60 bytes on Linux, 72 on macOS); only the C library looks into it
    const int TermiosSize = 256, AtOnce = 0, StandardInput = 0;
    const int InputHandle = -10;
    const uint VirtualTerminalInput = 0x200;

    readonly byte[] before = new byte[TermiosSize];
    readonly uint consoleBefore;
    bool changed;

    RawMode()
    {
        if (OperatingSystem.IsWindows())
        {
            changed = GetConsoleMode(GetStdHandle(InputHandle), out consoleBefore) && SetConsoleMode(GetStdHandle(InputHandle), VirtualTerminalInput);
            return;
        }
        if (tcgetattr(StandardInput, ref before[0]) != 0) return;
        var raw = before.ToArray();
        cfmakeraw(ref raw[0]);
        changed = tcsetattr(StandardInput, AtOnce, ref raw[0]) == 0;
    }

    /// <summary>Nothing changes where the input is no terminal.</summary>
    public static RawMode Enter() => new();

    public void Dispose()
    {
        if (!changed) return;
        changed = false;
        if (OperatingSystem.IsWindows()) SetConsoleMode(GetStdHandle(InputHandle), consoleBefore);
        else tcsetattr(StandardInput, AtOnce, ref before[0]);
    }

    [LibraryImport("libc", SetLastError = true)] private static partial int tcgetattr(int descriptor, ref byte termios);
    [LibraryImport("libc", SetLastError = true)] private static partial int tcsetattr(int descriptor, int when, ref byte termios);
    [LibraryImport("libc")] private static partial void cfmakeraw(ref byte termios);
    [LibraryImport("kernel32", SetLastError = true)] private static partial nint GetStdHandle(int which);
    [LibraryImport("kernel32", SetLastError = true)] [return: MarshalAs(UnmanagedType.Bool)] private static partial bool GetConsoleMode(nint handle, out uint mode);
    [LibraryImport("kernel32", SetLastError = true)] [return: MarshalAs(UnmanagedType.Bool)] private static partial bool SetConsoleMode(nint handle, uint mode);
}
