using System.ComponentModel;
using System.Diagnostics;

namespace MeshEvents.Agent.Platform.Linux.Upkeep;

/// <param name="Output">What it printed, at most 4 MB.</param>
/// <param name="Errors">What it said against it.</param>
sealed record ToolAnswer(int Code, string Output, string Errors);

/// <summary>The system's own programs. Tests stand in for it: none of them ever switches a machine off.</summary>
interface ISystemTools
{
    /// <summary>systemd manages this machine.</summary>
    bool Systemd { get; }

    bool Has(string program);

    /// <exception cref="IOException">It cannot be started, or does not end in time.</exception>
    Task<ToolAnswer> RunAsync(string program, CancellationToken stop, params string[] words);
}

sealed class SystemTools(IReadOnlyList<string> folders, bool systemd) : ISystemTools
{
    const int MostOutput = 4 << 20;
    static readonly TimeSpan patience = TimeSpan.FromSeconds(30);

    public SystemTools() : this(["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"], Directory.Exists("/run/systemd/system"))
    {
    }

    public bool Systemd => systemd && Has("systemctl");

    public bool Has(string program) => Find(program) is not null;

    public async Task<ToolAnswer> RunAsync(string program, CancellationToken stop, params string[] words)
    {
        var path = Find(program) ?? throw new IOException($"There is no {program} on this device.");
        using var late = CancellationTokenSource.CreateLinkedTokenSource(stop);
        late.CancelAfter(patience);
        try
        {
            var start = new ProcessStartInfo(path, words) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
            start.Environment["LC_ALL"] = "C.UTF-8";
            using var process = Process.Start(start)!;
            try
            {
                process.StandardInput.Close();
                var (output, errors) = (ReadAsync(process.StandardOutput, late.Token), ReadAsync(process.StandardError, late.Token));
                var answer = (await output, await errors);
                await process.WaitForExitAsync(late.Token);
                return new(process.ExitCode, answer.Item1, answer.Item2.Trim());
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                stop.ThrowIfCancellationRequested();
                throw new IOException($"{program} did not end within {patience.TotalSeconds:0} seconds.");
            }
        }
        catch (Win32Exception e) { throw new IOException($"{program} could not be started: {e.Message}", e); }
    }

    /// <summary>To its end, so that the program does not wait for us; what is too much is dropped.</summary>
    static async Task<string> ReadAsync(StreamReader from, CancellationToken stop)
    {
        var (text, piece) = (new System.Text.StringBuilder(), new char[4096]);
        for (int count; (count = await from.ReadAsync(piece, stop)) > 0;) text.Append(piece, 0, Math.Min(count, MostOutput - text.Length));
        return text.ToString();
    }

    // shutdown is often another name of systemctl, which does nothing where systemd does not run
    string? Find(string program) => folders.Select(f => Path.Combine(f, program)).FirstOrDefault(p => File.Exists(p) && (systemd || File.ResolveLinkTarget(p, returnFinalTarget: true)?.Name is not "systemctl"));
}
