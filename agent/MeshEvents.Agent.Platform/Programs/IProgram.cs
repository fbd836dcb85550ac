namespace MeshEvents.Agent.Platform.Programs;

/// <summary>A shell by the name in which it is asked for, and where it is.</summary>
public sealed record ShellPlace(string Name, string Path);

/// <summary>What to run: one of <see cref="IPrograms.Shells"/>, and a text for it.</summary>
/// <param name="As">Another user of this machine; null for the agent's own.</param>
/// <param name="Mark">Stands in its environment as <c>MESHEVENTS_RUN</c> and in that of all it starts.</param>
public sealed record ProgramStart(ShellPlace Shell, string Text, string? As, string Mark);

/// <summary>How a program ended: by itself, or by a signal such as <c>SIGKILL</c>.</summary>
public sealed record ProgramExit(int? Code, string? Signal);

/// <summary>Programs that run without a terminal.</summary>
public interface IPrograms
{
    /// <summary>The shells that commands may be run with, the preferred one first; empty when none can be run here.</summary>
    IReadOnlyList<ShellPlace> Shells();

    /// <summary>Starts a program in a session of its own.</summary>
    /// <exception cref="PlatformNotSupportedException">Not on this system.</exception>
    /// <exception cref="IOException">The system refused; the message says what.</exception>
    IProgram Start(ProgramStart start);
}

/// <summary>A system for whose agent nobody has written this yet: it offers no shell.</summary>
sealed class NoPrograms(string system) : IPrograms
{
    public IReadOnlyList<ShellPlace> Shells() => [];
    public IProgram Start(ProgramStart start) => throw new PlatformNotSupportedException($"Commands are not available in the agent for {system}.");
}

/// <summary>A program in a session of its own, with nothing to read and both its outputs on pipes. Each output has one reader.</summary>
public interface IProgram : IDisposable
{
    Task<ProgramExit> Exited { get; }

    /// <summary>Waits for output; 0 when nobody can write any more, or when what was written up to <see cref="NoMore"/> was read.</summary>
    ValueTask<int> ReadAsync(bool error, Memory<byte> to, CancellationToken stop);

    /// <summary>Whoever still holds the outputs is waited for no longer.</summary>
    void NoMore();

    /// <summary>Asks all programs of its session to end, and after a while makes them.</summary>
    Task EndAsync(TimeSpan grace);

    /// <summary>How many programs that it started still run: in its session, and in sessions of their own.</summary>
    (int InSession, int Elsewhere) LeftBehind();
}
