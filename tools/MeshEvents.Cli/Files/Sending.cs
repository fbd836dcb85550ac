using System.Threading.Channels;
using MeshEvents.Wire.Files;

namespace MeshEvents.Cli.Files;

/// <summary>The answers of an upload: its start and its end, and acknowledgements in between, each of which makes room for one more chunk.</summary>
/// <param name="taken">Told how far the device has written.</param>
sealed class Sending(Action<long> taken) : IFileCall
{
    readonly Channel<FileAnswer> answers = Channel.CreateUnbounded<FileAnswer>(new() { SingleReader = true });
    // neither is disposed of: the tunnel may say that it broke after nobody listens any more
    readonly SemaphoreSlim room = new(FileLimits.Window, FileLimits.Window);
    readonly CancellationTokenSource over = new();
    Exception? why;

    public ValueTask HearAsync(FileAnswer answer)
    {
        switch (answer)
        {
            case FileAck ack:
                taken(ack.Offset);
                if (room.CurrentCount < FileLimits.Window) room.Release();
                break;
            case FileFailed failed: Fail(new DeviceRefusal(failed.Code, failed.Message)); break;
            case not FileProgress: answers.Writer.TryWrite(answer); break;
        }
        return ValueTask.CompletedTask;
    }

    public ValueTask TakeAsync(long offset, ReadOnlyMemory<byte> hash, ReadOnlyMemory<byte> data) => ValueTask.CompletedTask;

    public void Fail(Exception cause)
    {
        if (Interlocked.CompareExchange(ref why, cause, null) is not null) return;
        answers.Writer.TryComplete(cause);
        over.Cancel();
    }

    /// <exception cref="DeviceRefusal">It will not come.</exception>
    /// <exception cref="TunnelCut">Nor will it then.</exception>
    public async Task<FileAnswer> NextAsync(CancellationToken stop)
    {
        if (!await answers.Reader.WaitToReadAsync(stop) || !answers.Reader.TryRead(out var answer)) throw why ?? new TunnelCut();
        return answer;
    }

    /// <summary>Waits until one more chunk may be sent.</summary>
    public async ValueTask RoomAsync(CancellationToken stop)
    {
        if (why is not null) throw why;
        if (room.Wait(0, CancellationToken.None)) return;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, over.Token);
        try { await room.WaitAsync(either.Token); }
        catch (OperationCanceledException) when (why is not null) { throw why; }
    }
}
