using System.Diagnostics;
using System.Globalization;
using MeshEvents.Agent.Platform.Desktop;
using MeshEvents.Agent.Platform.Linux.X11;

namespace MeshEvents.Agent.Tests.Support;

/// <summary>A real X server without a monitor (Xvfb), and programs on it.</summary>
sealed class VirtualDisplay : IAsyncDisposable
{
    // no number is given twice, so that a display whose server was killed stays gone; servers that look for a free number themselves begin at 0
    static int next = Random.Shared.Next(2_000, 50_000);

    Process server;
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
        while (true)
        {
            var number = Interlocked.Increment(ref next);
            var server = Start(number, ["-screen", "0", $"{width}x{height}x24", .. more.Contains("-auth") ? [] : (string[])["-ac"], .. more]);
            if (await ReadyAsync(server) == number) return new(server, number);
            server.Dispose();                                // somebody else's number: the server has said so and ended
        }
    }

    static async Task<int?> ReadyAsync(Process server) =>
        await Deadline.Within(server.StandardOutput.ReadLineAsync(), "Xvfb to start") is { } line ? int.Parse(line, CultureInfo.InvariantCulture) : null;

    // it writes its number down when it is ready
    static Process Start(int number, params string[] words)
    {
        var server = Process.Start(new ProcessStartInfo("Xvfb", [$":{number}", .. words, "-displayfd", "1", "-noreset", "-nolisten", "tcp"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        server.BeginErrorReadLine();
        return server;
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

    /// <summary>Another server under the same number, as a display manager starts it after a crash.</summary>
    public async Task StartAgainAsync()
    {
        await server.WaitForExitAsync();
        server.Dispose();
        server = Start(Number, "-ac", "-screen", "0", "1280x800x24");
        Assert.Equal(Number, await ReadyAsync(server));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in programs.Append(server))
        {
            if (!process.HasExited) process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }
        // what a killed server leaves behind
        File.Delete($"/tmp/.X{Number}-lock");
        File.Delete($"/tmp/.X11-unix/X{Number}");
    }
}
