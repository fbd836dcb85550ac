using System.ComponentModel;
using System.Diagnostics;
using MeshEvents.Agent.Platform.Upkeep;

namespace MeshEvents.Agent.Platform.Linux.Upkeep;

/// <summary>Opens addresses by <c>xdg-open</c>, as the person at the screen and in their session.</summary>
/// <param name="program">Where it is; null: not here.</param>
sealed class DesktopAddresses(string? program, Func<GraphicalSession?> session) : IAddressOpener
{
    static readonly TimeSpan patience = TimeSpan.FromSeconds(5);

    public DesktopAddresses() : this(new[] { "/usr/local/bin/xdg-open", "/usr/bin/xdg-open" }.FirstOrDefault(File.Exists), GraphicalSession.Find)
    {
    }

    public string? WhyNot() => program is null ? "This device has no xdg-open, by which an address could be opened." : session() is null ? "Nobody is signed in at the screen of this device." : null;

    public async Task OpenAsync(Uri address, CancellationToken stop)
    {
        var at = session() ?? throw new IOException("Nobody is signed in at the screen of this device.");
        // in a session of its own, and with nothing of ours to read or write: the browser outlives us
        string[] words = [.. at.User?.Become() ?? [], "/usr/bin/setsid", "--wait", "/bin/sh", "-c", "exec \"$@\" </dev/null >/dev/null 2>&1", "sh", program!, address.AbsoluteUri];
        var start = new ProcessStartInfo(words[0], words[1..]) { WorkingDirectory = "/" };
        start.Environment.Clear();
        foreach (var (name, value) in at.User?.Environment(at.User.Shell) ?? new(ShellEnvironment.For("/bin/sh"))) start.Environment[name] = value;
        foreach (var (name, value) in at.Environment) start.Environment[name] = value;
        try
        {
            using var process = Process.Start(start)!;
            using var late = CancellationTokenSource.CreateLinkedTokenSource(stop);
            late.CancelAfter(patience);
            try { await process.WaitForExitAsync(late.Token); }
            catch (OperationCanceledException) when (!stop.IsCancellationRequested) { return; }          // a browser that stays is a browser that opened
            // xdg-open(1): 2 no such file, 3 no program for it, 4 it failed
            if (process.ExitCode != 0) throw new IOException(process.ExitCode == 3 ? "The person at this device has no program that opens addresses." : $"The address was not opened: xdg-open ended with {process.ExitCode}.");
        }
        catch (Win32Exception e) { throw new IOException($"xdg-open could not be started: {e.Message}", e); }
    }
}
