using System.ComponentModel;
using System.Diagnostics;

namespace MeshEvents.Agent.Platform.Linux;

/// <summary>The sessions of people at this machine, as its session manager (systemd-logind) knows them, by its own program <c>loginctl</c>.</summary>
static class LoginSessions
{
    const string Program = "loginctl";
    static readonly TimeSpan patience = TimeSpan.FromSeconds(3);

    /// <summary>Null when the screens of people can be locked; else a sentence.</summary>
    public static async Task<string?> WhyNoLockAsync() => await RunAsync("list-sessions", "--no-legend") switch
    {
        null => "This device has no session manager (logind) that could lock its screen.",
        { Code: 0, Output: { } output } when !string.IsNullOrWhiteSpace(output) => null,
        { Code: 0 } => "Nobody is signed in at this device whose screen could be locked.",
        _ => "The session manager of this device does not let the agent lock its screen.",
    };

    /// <summary>Locks all of them.</summary>
    /// <returns>Whether the session manager took it; the locking is up to each desktop.</returns>
    public static async Task<bool> LockAsync() => await RunAsync("lock-sessions") is { Code: 0 };

    static async Task<(int Code, string Output)?> RunAsync(params string[] words)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(Program, words) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            using var late = new CancellationTokenSource(patience);
            try
            {
                var errors = process.StandardError.ReadToEndAsync(late.Token);
                var output = await process.StandardOutput.ReadToEndAsync(late.Token);
                await errors;
                await process.WaitForExitAsync(late.Token);
                return (process.ExitCode, output);
            }
            catch (OperationCanceledException)
            {
                process.Kill();
                return (-1, "");
            }
        }
        catch (Win32Exception)          // there is no such program
        {
            return null;
        }
    }
}
