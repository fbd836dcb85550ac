using MeshEvents.Agent.Platform;
using MeshEvents.Agent.Platform.Terminal;

namespace MeshEvents.Agent.Channels.Terminal;

/// <summary>
/// A shell and its output, which belong to a session and not to a tunnel (architecture 13.7). With a tunnel attached the shell is read no faster
/// than the tunnel sends; without one it is read on, so that it does not stand still, and what no longer fits is lost and counted.
/// </summary>
public sealed class TerminalSession
{
    /// <summary>Bytes of output kept, and how many may be read ahead of the tunnel.</summary>
    public const int Kept = 256 * 1024, Window = 64 * 1024;

    /// <summary>How long the shell may take to end after it was told that its terminal is gone.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    const int ReadSize = 16 * 1024;

    readonly IPseudoTerminal terminal;
    readonly TimeProvider time;
    readonly Lock gate = new();
    readonly OutputRing ring = new(Kept);
    readonly Pulse room = new();
    readonly CancellationTokenSource ending = new();
    Attachment? attached;

    public TerminalSession(IPseudoTerminal terminal, TimeProvider time)
    {
        this.terminal = terminal;
        this.time = time;
        Ended = RunAsync();
    }

    /// <summary>Completes with the exit code when the shell has ended and all its output is kept.</summary>
    public Task<int> Ended { get; }

    public long Written
    {
        get { lock (gate) return ring.Written; }
    }

    /// <summary>
    /// Makes a tunnel the one that gets the output, from byte <paramref name="resume"/> on or from the oldest kept one. A tunnel that was attached is replaced.
    /// </summary>
    public Attachment Attach(long? resume)
    {
        lock (gate)
        {
            var wanted = Math.Min(resume ?? 0, ring.Written);
            var from = Math.Max(wanted, ring.Oldest);
            attached?.Replace();
            attached = new(this, from, from - wanted);
            room.Set();
            return attached;
        }
    }

    /// <summary>Types into the terminal.</summary>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> input, CancellationToken stop) => terminal.WriteAsync(input, stop);

    public void Resize(int columns, int rows) => terminal.Resize(columns, rows);

    /// <summary>Ends the shell: hang-up first, then by force.</summary>
    public async Task EndAsync()
    {
        terminal.HangUp();
        await Task.WhenAny(terminal.Exited, Task.Delay(Grace, time));
        Kill();
    }

    /// <summary>Ends the shell at once.</summary>
    public void Kill()
    {
        terminal.Kill();
        ending.Cancel();
        room.Set();
    }

    async Task<int> RunAsync()
    {
        await Task.Yield();
        var buffer = new byte[ReadSize];
        try
        {
            while (await terminal.ReadAsync(buffer, ending.Token) is > 0 and var count)
            {
                while (!TryKeep(buffer.AsSpan(0, count))) await room.WaitAsync(ending.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            terminal.Kill();         // ended by force, or the terminal broke; what it still had to say is not wanted
        }

        // all its output is read; a program that closed its terminal but lives on does not keep the session
        var late = Task.Delay(Grace, time, ending.Token);
        if (await Task.WhenAny(terminal.Exited, late) == late) terminal.Kill();
        var exit = await terminal.Exited;
        terminal.Dispose();
        return exit;
    }

    // Window + ReadSize < Kept: what an attached tunnel has not taken yet is never overwritten
    bool TryKeep(ReadOnlySpan<byte> output)
    {
        lock (gate)
        {
            if (attached is not null && ring.Written - attached.Position >= Window) return false;
            ring.Append(output);
            attached?.Output.Set();
            return true;
        }
    }

    /// <summary>One tunnel's place in the output.</summary>
    public sealed class Attachment(TerminalSession session, long from, long lost)
    {
        readonly CancellationTokenSource replaced = new();
        int taken;

        internal Pulse Output { get; } = new();

        /// <summary>The number of the first byte this tunnel gets.</summary>
        public long From { get; } = from;

        /// <summary>How many bytes before it were wanted and are gone.</summary>
        public long Lost { get; } = lost;

        /// <summary>The number of the next byte to send.</summary>
        internal long Position { get; private set; } = from;

        /// <summary>Cancelled when another tunnel takes over.</summary>
        public CancellationToken Replaced => replaced.Token;

        /// <summary>The next output, at least one byte; 0 when the shell has ended and all was taken. What was taken counts as sent at the next call.</summary>
        public async ValueTask<int> TakeAsync(Memory<byte> to, CancellationToken stop)
        {
            while (true)
            {
                var ended = session.Ended.IsCompleted;
                lock (session.gate)
                {
                    if (session.attached != this) throw new OperationCanceledException(Replaced);
                    Position += taken;
                    taken = session.ring.Read(Position, to.Span);
                }
                session.room.Set();
                if (taken > 0 || ended) return taken;
                await Task.WhenAny(Output.WaitAsync(stop).AsTask(), session.Ended);
                stop.ThrowIfCancellationRequested();
            }
        }

        /// <summary>The tunnel is gone; the shell goes on without one. False when another tunnel has taken over already.</summary>
        public bool Detach()
        {
            lock (session.gate)
            {
                if (session.attached != this) return false;
                session.attached = null;
            }
            session.room.Set();
            return true;
        }

        internal void Replace() => replaced.Cancel();
    }
}
