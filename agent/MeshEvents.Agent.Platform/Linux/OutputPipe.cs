using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MeshEvents.Agent.Platform.Linux;

/// <summary>Our end of a pipe that a program writes to. Its end means that nobody holds the other side any more.</summary>
sealed class OutputPipe(SafeFileHandle ours) : IDisposable
{
    readonly Lock gate = new();
    volatile bool over;
    int rest;

    /// <returns>Our end, and the program's, to be closed here once the program has it.</returns>
    public static (OutputPipe Ours, SafeFileHandle Theirs) Make()
    {
        Span<int> ends = stackalloc int[2];
        if (Libc.pipe2(ends, Libc.O_CLOEXEC) != 0) throw new IOException($"No pipe: {Marshal.GetLastPInvokeErrorMessage()}.");
        var (ours, theirs) = (new SafeFileHandle(ends[0], ownsHandle: true), new SafeFileHandle(ends[1], ownsHandle: true));
        // of our end alone: a program's own writes must wait as ever
        _ = Libc.fcntl(ours, Libc.F_SETFL, Libc.O_NONBLOCK);
        return (new(ours), theirs);
    }

    public async ValueTask<int> ReadAsync(Memory<byte> to, CancellationToken stop)
    {
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            var last = over;
            var count = Read(last ? to.Span[..Math.Min(rest, to.Length)] : to.Span, out var error);
            if (last) rest -= Math.Max(count, 0);
            if (count > 0) return count;
            if (count == 0 || last) return 0;
            if (error == Libc.EAGAIN) await DescriptorWatch.Shared.For(ours, Libc.POLLIN, () => over, stop);
            else if (error != Libc.EINTR) throw new IOException($"The output cannot be read: {Marshal.GetPInvokeErrorMessage(error)}.");
        }
    }

    /// <summary>What is in the pipe now is read still, and nothing after it.</summary>
    public void NoMore()
    {
        lock (gate)
        {
            if (over || ours.IsClosed) return;
            rest = Libc.ioctl(ours, Libc.FIONREAD, out int waiting) == 0 ? waiting : 0;
            over = true;
            DescriptorWatch.Shared.Forget(ours);
        }
    }

    int Read(Span<byte> to, out int error)
    {
        error = 0;
        if (to.Length == 0) return 0;
        lock (gate)
        {
            if (ours.IsClosed) return 0;
            var count = (int)Libc.read(ours, ref MemoryMarshal.GetReference(to), (nuint)to.Length);
            error = count < 0 ? Marshal.GetLastPInvokeError() : 0;
            return count;
        }
    }

    public void Dispose()
    {
        NoMore();
        lock (gate) ours.Dispose();
    }
}
