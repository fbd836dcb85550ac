using System.Runtime.InteropServices;

namespace MeshEvents.Cli.Shell;

/// <summary>The size of the terminal's window, in characters.</summary>
static partial class WindowSize
{
    const int Output = 1;
    const nuint TIOCGWINSZ = 0x5413;      // Linux, on x64 and arm64

    // rows, columns, and two sizes in pixels nobody uses
    [StructLayout(LayoutKind.Sequential)]
    struct Size
    {
        public ushort Rows, Columns, Width, Height;
    }

    /// <returns>Null where the output is no window, or has no size.</returns>
    public static (int Columns, int Rows)? Now()
    {
        if (!OperatingSystem.IsLinux()) return (Console.WindowWidth, Console.WindowHeight);
        var size = new Size();
        return ioctl(Output, TIOCGWINSZ, ref size) == 0 && size is { Columns: > 0, Rows: > 0 } ? (size.Columns, size.Rows) : null;
    }

    [LibraryImport("libc", SetLastError = true)] private static partial int ioctl(int descriptor, nuint request, ref Size size);
}
