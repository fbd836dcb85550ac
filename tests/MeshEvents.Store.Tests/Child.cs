using System.Collections.Concurrent;
using System.Diagnostics;

namespace MeshEvents.Store.Tests;

/// <summary>This test project started once more as a process of its own, to be killed.</summary>
public sealed class Child : IDisposable
{
    readonly Process process;
    readonly ConcurrentQueue<string> lines = new();
    readonly Task reading;

    Child(Process process)
    {
        this.process = process;
        reading = ReadAsync();
    }

    /// <summary>What it said. A last line that the kill cut in two is not among them.</summary>
    public IReadOnlyList<string> Lines => [.. lines];

    public static Child Start(IReadOnlyList<string> before, params string[] arguments)
    {
        string[] line = [.. before, "dotnet", "exec", typeof(Child).Assembly.Location, .. arguments];
        return new(Process.Start(new ProcessStartInfo(line[0], line.Skip(1)) { RedirectStandardOutput = true, RedirectStandardInput = true })!);
    }

    /// <summary>SIGKILL: nothing of it runs any more, no handler, no flush.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        await reading;
    }

    public async Task<int> EndAsync()
    {
        await process.StandardInput.WriteLineAsync();
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    async Task ReadAsync()
    {
        var rest = "";
        var buffer = new char[4096];
        while (await process.StandardOutput.ReadAsync(buffer) is > 0 and var n)
        {
            var parts = (rest + new string(buffer, 0, n)).Split('\n');
            foreach (var whole in parts[..^1]) lines.Enqueue(whole);
            rest = parts[^1];
        }
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill();
        process.Dispose();
    }
}
