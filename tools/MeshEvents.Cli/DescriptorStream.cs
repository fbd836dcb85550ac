using System.Runtime.InteropServices;

namespace MeshEvents.Cli;

/// <summary>Nobody reads the output any more: the pipe's other end was closed.</summary>
sealed class NobodyReadsException() : Exception("Nobody reads the output any more.");

/// <summary>
/// A descriptor of the process, by <c>read</c> and <c>write</c> of the C library. The runtime's own streams edit lines (console), keep a position of their own, so that
/// two programs that write to one file overwrite each other (file), and are silent when nobody reads (console).
/// </summary>
sealed partial class DescriptorStream(int descriptor) : Stream
{
    const int EINTR = 4, EPIPE = 32, EAGAIN = 11;

    public override bool CanRead => true;
    public override bool CanWrite => true;
    public override bool CanSeek => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(Span<byte> to)
    {
        if (to.IsEmpty) return 0;
        while (true)
        {
            var got = read(descriptor, ref MemoryMarshal.GetReference(to), (nuint)to.Length);
            if (got >= 0) return (int)got;
            if (Marshal.GetLastPInvokeError() is var error && error is not EINTR) throw new IOException($"The input cannot be read: {Marshal.GetPInvokeErrorMessage(error)}.");
        }
    }

    public override void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var put = write(descriptor, in MemoryMarshal.GetReference(bytes), (nuint)bytes.Length);
            if (put >= 0) bytes = bytes[(int)put..];
            else if (Marshal.GetLastPInvokeError() is var error && error is EPIPE) throw new NobodyReadsException();
            else if (error is EAGAIN) poll([new() { Descriptor = descriptor, Events = PollOut }], 1, -1);
            else if (error is not EINTR) throw new IOException($"The output cannot be written: {Marshal.GetPInvokeErrorMessage(error)}.");
        }
    }

    public override int Read(byte[] bytes, int offset, int count) => Read(bytes.AsSpan(offset, count));
    public override void Write(byte[] bytes, int offset, int count) => Write(bytes.AsSpan(offset, count));

    /// <summary>Nothing is held back.</summary>
    public override void Flush() => _ = descriptor;
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();

    const short PollOut = 4;

    [StructLayout(LayoutKind.Sequential)]
    struct PollDescriptor
    {
        public int Descriptor;
        public short Events, Happened;
    }

    [LibraryImport("libc", SetLastError = true)] private static partial nint read(int descriptor, ref byte to, nuint size);
    [LibraryImport("libc", SetLastError = true)] private static partial nint write(int descriptor, ref readonly byte from, nuint size);
    [LibraryImport("libc", SetLastError = true)] private static partial int poll(Span<PollDescriptor> descriptors, nuint count, int milliseconds);
}
