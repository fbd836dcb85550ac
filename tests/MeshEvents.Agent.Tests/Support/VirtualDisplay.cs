using System.Diagnostics;
using System.Globalization;
using MeshEvents.Agent.Platform.Desktop;
using MeshEvents.Agent.Platform.Linux.X11;

namespace MeshEvents.Agent.Tests.Support;

/// <summary>A real X server without a monitor (Xvfb), and programs on it.</summary>
sealed class VirtualDisplay : IAsyncDisposable
{
    readonly Process server;
    readonly List<Process> programs = [];

    VirtualDisplay(Process server, int number)
    {
        this.server = server;
        Number = number;
        Screens = new X11Screens(() => X11Places.Own($":{number}", null, "/nonexistent"), () => false);
    }

    public int Number { get; }

    /// <summary>This display alone, whatever else the machine has.</summary>
    public IScreens Screens { get; }

    public static async Task<VirtualDisplay> StartAsync(int width = 1280, int height = 800, params string[] more)
    {
        // the server itself looks for a free number, and writes it down
        var start = new ProcessStartInfo("Xvfb") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var word in (string[])["-displayfd", "1", "-noreset", "-nolisten", "tcp", "-screen", "0", $"{width}x{height}x24", .. more.Contains("-auth") ? [] : (string[])["-ac"], .. more]) start.ArgumentList.Add(word);
        var server = Process.Start(start)!;
        server.BeginErrorReadLine();
        var line = await Deadline.Within(server.StandardOutput.ReadLineAsync(), "Xvfb to start");
        return new(server, int.Parse(line!, CultureInfo.InvariantCulture));
    }

    /// <summary>Starts a program there; it ends with the display at the latest.</summary>
    public Process Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DISPLAY"] = $":{Number}";
        foreach (var word in arguments) start.ArgumentList.Add(word);
        var process = Process.Start(start)!;
        programs.Add(process);
        return process;
    }

    /// <summary>Runs a program to its end and returns what it printed.</summary>
    public async Task<string> OutputOfAsync(string program, params string[] arguments)
    {
        var process = Run(program, arguments);
        process.BeginErrorReadLine();
        return await Deadline.Within(process.StandardOutput.ReadToEndAsync(), $"{program} to end");
    }

    /// <summary>As when the session's server crashes.</summary>
    public void Kill() => server.Kill();

    public async ValueTask DisposeAsync()
    {
        foreach (var process in programs.Append(server))
        {
            if (!process.HasExited) process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }
}
