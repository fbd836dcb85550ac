using System.Collections.Concurrent;
using System.Diagnostics;

namespace MeshEvents.Bench;

/// <summary>A process of ours, with what it said. Killed when it is disposed of.</summary>
sealed class Child : IAsyncDisposable
{
    readonly Process process;
    readonly ConcurrentQueue<string> said = new();

    Child(Process process) => this.process = process;

    public int Id => process.Id;
    public string Said => string.Join('\n', said);

    public static Child Start(string program, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        var process = Process.Start(start) ?? throw new BenchException($"{program} did not start.");
        var child = new Child(process);
        process.OutputDataReceived += (_, line) => child.Note(line.Data);
        process.ErrorDataReceived += (_, line) => child.Note(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return child;
    }

    void Note(string? line)
    {
        if (line is not null) said.Enqueue(line);
    }

    /// <summary>Waits for what is expected of it.</summary>
    /// <exception cref="BenchException">It ended, or did not do it in time.</exception>
    public Task UntilAsync(Func<Task<bool>> happened, string what) => Wait.UntilAsync(() => process.HasExited ? throw new BenchException($"{what}: it ended with code {process.ExitCode}.\n{Said}") : happened(), what);

    /// <summary>Its exit code, once it has ended by itself.</summary>
    public async Task<int> EndedAsync()
    {
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    /// <summary>SIGKILL: no handler, no flush.</summary>
    public async Task KillAsync()
    {
        if (!process.HasExited) process.Kill();
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        process.Dispose();
    }
}

static class Wait
{
    static readonly TimeSpan patience = TimeSpan.FromSeconds(90), between = TimeSpan.FromMilliseconds(5);

    public static async Task UntilAsync(Func<Task<bool>> happened, string what)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await happened())
        {
            if (Stopwatch.GetElapsedTime(started) > patience) throw new BenchException($"{what}: not within {patience.TotalSeconds} s.");
            await Task.Delay(between);
        }
    }
}

/// <summary>A figure cannot be measured; the sentence says why.</summary>
sealed class BenchException(string sentence) : Exception(sentence);
