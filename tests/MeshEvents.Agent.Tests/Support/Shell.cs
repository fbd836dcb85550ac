using System.Text;
using MeshEvents.Agent.Platform;
using MeshEvents.Agent.Platform.Terminal;

namespace MeshEvents.Agent.Tests.Support;

/// <summary>A real bash on a real pseudo terminal, read as a person reads.</summary>
sealed class Shell : IDisposable
{
    readonly IPseudoTerminal terminal;
    readonly Lock gate = new();
    readonly MemoryStream output = new();
    readonly Task reading;

    public Shell(int columns = 80, int rows = 25)
    {
        terminal = Machine.Current.OpenTerminal(new("/bin/bash", columns, rows));
        reading = ReadAsync();
    }

    public IPseudoTerminal Terminal => terminal;

    /// <summary>All output so far.</summary>
    public string Output
    {
        get { lock (gate) return Encoding.UTF8.GetString(output.GetBuffer(), 0, (int)output.Length); }
    }

    /// <summary>Completes when the terminal gives no more.</summary>
    public Task Ended => reading;

    public async Task TypeAsync(string text) => await terminal.WriteAsync(Encoding.UTF8.GetBytes(text), CancellationToken.None);

    public Task ShowsAsync(string text) => Deadline.Until(() => Output.Contains(text), $"'{text}' on the terminal, which shows: {Output}");

    public void Dispose()
    {
        terminal.Kill();
        terminal.Dispose();
    }

    async Task ReadAsync()
    {
        var buffer = new byte[4096];
        while (await terminal.ReadAsync(buffer, CancellationToken.None) is > 0 and var count)
        {
            lock (gate) output.Write(buffer, 0, count);
        }
    }
}
