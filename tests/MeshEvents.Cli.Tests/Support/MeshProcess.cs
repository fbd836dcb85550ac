using System.Diagnostics;
using System.Text;

namespace MeshEvents.Cli.Tests.Support;

/// <summary>What a run of <c>mesh</c> left behind.</summary>
sealed record Ran(int Code, string Out, string Error);

/// <summary>The built program as a process of its own, as a shell would start it.</summary>
sealed class MeshProcess : IDisposable
{
    readonly Process process;
    readonly Task<string> error;
    readonly StringBuilder said = new();

    MeshProcess(Process process)
    {
        this.process = process;
        error = ReadErrorAsync();
    }

    public StreamReader Out => process.StandardOutput;
    public StreamWriter In => process.StandardInput;

    /// <summary>What it said on standard error so far.</summary>
    public string Said { get { lock (said) return said.ToString(); } }

    public static MeshProcess Start(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "mesh.dll"), .. arguments])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true,
        };
        foreach (var name in new[] { "MESH_TOKEN", "MESH_SERVER", "MESH_CONFIG" }) start.Environment.Remove(name);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return new(Process.Start(start)!);
    }

    /// <summary>To its end, without input.</summary>
    public static async Task<Ran> RunAsync(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        using var mesh = Start(environment, arguments);
        mesh.In.Close();
        var output = await mesh.Out.ReadToEndAsync().Within($"mesh {string.Join(' ', arguments)}");
        return new(await mesh.EndAsync(), output, mesh.Said);
    }

    public async Task<int> EndAsync(TimeSpan? patience = null)
    {
        await process.WaitForExitAsync().Within($"mesh to end; it said: {Said}", patience);
        await error;
        return process.ExitCode;
    }

    /// <summary>As Ctrl-C does.</summary>
    public void Interrupt() => Process.Start("kill", ["-INT", $"{process.Id}"]).WaitForExit();

    async Task<string> ReadErrorAsync()
    {
        while (await process.StandardError.ReadLineAsync() is { } line)
            lock (said) said.AppendLine(line);
        return Said;
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill();
        process.Dispose();
    }
}
