namespace MeshEvents.Agent.Platform.Terminal;

/// <summary>A program on a pseudo terminal. One reader and one writer at a time.</summary>
public interface IPseudoTerminal : IDisposable
{
    /// <summary>Waits for output; 0 when the program has ended and all its output was read.</summary>
    ValueTask<int> ReadAsync(Memory<byte> to, CancellationToken stop);

    /// <summary>Types all of <paramref name="input"/>; waits while the program does not take it. Silently nothing after the end.</summary>
    ValueTask WriteAsync(ReadOnlyMemory<byte> input, CancellationToken stop);

    /// <summary>A new size, in characters.</summary>
    void Resize(int columns, int rows);

    /// <summary>Tells the program and its foreground job that the terminal is gone.</summary>
    void HangUp();

    /// <summary>Ends the program and its foreground job, whatever they want.</summary>
    void Kill();

    /// <summary>The exit code, as a shell gives it: 128 + signal number when a signal ended the program.</summary>
    Task<int> Exited { get; }
}

/// <summary>What to start: one of <see cref="IMachine.Shells"/>, and the size in characters.</summary>
public sealed record TerminalStart(string Shell, int Columns, int Rows);
