using System.Threading.Channels;
using MeshEvents.Agent.Platform.Terminal;

namespace MeshEvents.Agent.Tests.Support;

/// <summary>A terminal whose program is the test: it prints what the test says, as fast as it is read.</summary>
sealed class ScriptedTerminal : IPseudoTerminal
{
    readonly Channel<byte[]> printed = Channel.CreateUnbounded<byte[]>();
    readonly TaskCompletionSource<int> exited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<int> Exited => exited.Task;
    public int HangUps { get; private set; }
    public bool Killed { get; private set; }

    /// <summary>Pieces that nobody has read yet.</summary>
    public int Unread => printed.Reader.Count;

    public void Print(byte[] output) => printed.Writer.TryWrite(output);

    public void Exit(int code)
    {
        printed.Writer.TryComplete();
        exited.TrySetResult(code);
    }

    public async ValueTask<int> ReadAsync(Memory<byte> to, CancellationToken stop)
    {
        if (!await printed.Reader.WaitToReadAsync(stop) || !printed.Reader.TryRead(out var piece)) return 0;
        piece.CopyTo(to);
        return piece.Length;
    }

    public ValueTask WriteAsync(ReadOnlyMemory<byte> input, CancellationToken stop) => ValueTask.CompletedTask;
    public void Resize(int columns, int rows) { }
    public void HangUp() => HangUps++;

    public void Kill()
    {
        Killed = true;
        Exit(137);
    }

    public void Dispose() => printed.Writer.TryComplete();
}
