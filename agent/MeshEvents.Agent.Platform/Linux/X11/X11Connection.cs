using System.Buffers.Binary;
using System.Net.Sockets;

namespace MeshEvents.Agent.Platform.Linux.X11;

/// <summary>The display answered a request with an error. Codes: X Window System Protocol, "Errors"; 10 is "access".</summary>
sealed class X11Error(int code, int opcode) : Exception($"The display answered error {code} to request {opcode}.")
{
    public int Code => code;
}

/// <summary>
/// A connection to an X11 display, spoken over its socket: no Xlib, which a machine without a screen lacks, and which ends the whole process when the
/// display goes away. Requests go out in order from any thread; one loop hands replies to whoever waits and events to <c>onEvent</c>, which must not wait.
/// </summary>
sealed class X11Connection : IAsyncDisposable
{
    const int Unit = 32, ErrorPacket = 0, ReplyPacket = 1, GenericEvent = 35;
    const int ReplyLimit = 256 * 1024 * 1024;

    readonly Socket socket;
    readonly Action<ReadOnlyMemory<byte>> onEvent;
    readonly SemaphoreSlim sending = new(1, 1);
    readonly Queue<(ushort Sequence, TaskCompletionSource<byte[]> Reply)> pending = new();
    readonly Task reading;
    byte[] buffer = new byte[16 * 1024];
    int start, end;
    ushort sequence;
    uint lastId;
    Exception? over;

    X11Connection(Socket socket, X11Setup setup, Action<ReadOnlyMemory<byte>> onEvent)
    {
        this.socket = socket;
        this.onEvent = onEvent;
        Setup = setup;
        reading = ReadAsync();
    }

    public X11Setup Setup { get; }

    /// <summary>Completes when the display is gone, or the connection was disposed.</summary>
    public Task Over => reading;

    /// <exception cref="SocketException">Nobody is there.</exception>
    /// <exception cref="X11Refused">It does not let us in.</exception>
    public static X11Connection Open(X11Place place, Action<ReadOnlyMemory<byte>> onEvent)
    {
        var (socket, setup) = X11Setup.Connect(place);
        return new(socket, setup, onEvent);
    }

    /// <summary>A fresh id for something on the display.</summary>
    public uint NewId() => Setup.IdBase | (Interlocked.Increment(ref lastId) & Setup.IdMask);

    /// <summary>A request without reply. What the display has against it is not learned.</summary>
    /// <exception cref="IOException">The display is gone.</exception>
    public async ValueTask SendAsync(X11Writer request) => await PutAsync(request.ToRequest(), null);

    /// <summary>A request and its reply, at least 32 bytes.</summary>
    /// <exception cref="IOException">The display is gone.</exception>
    /// <exception cref="X11Error">It refused.</exception>
    public async Task<byte[]> AskAsync(X11Writer request)
    {
        var reply = new TaskCompletionSource<byte[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        await PutAsync(request.ToRequest(), reply);
        return await reply.Task;
    }

    /// <summary>A request without reply, whose error is learned all the same: a question after it that the display always answers.</summary>
    public async Task CheckAsync(X11Writer request)
    {
        var outcome = new TaskCompletionSource<byte[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        await PutAsync(request.ToRequest(), outcome);
        await AskAsync(X11Writer.Request(43));          // GetInputFocus; its reply settles what came before it
        await outcome.Task;
    }

    public async ValueTask DisposeAsync()
    {
        socket.Dispose();
        await reading;          // not the semaphore: who still sends must learn from the socket that the display is gone, and can give its turn back
    }

    async ValueTask PutAsync(byte[] request, TaskCompletionSource<byte[]>? reply)
    {
        await sending.WaitAsync();
        try
        {
            sequence++;
            if (reply is not null)
            {
                lock (pending)
                {
                    if (over is not null) throw new IOException("The display is gone.", over);
                    pending.Enqueue((sequence, reply));
                }
            }
            for (var rest = request.AsMemory(); rest.Length > 0;) rest = rest[await socket.SendAsync(rest)..];
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            throw new IOException("The display is gone.", e);
        }
        finally
        {
            sending.Release();
        }
    }

    async Task ReadAsync()
    {
        await Task.Yield();
        try
        {
            while (true)
            {
                await FillAsync(Unit);
                var kind = buffer[start] & 0x7F;
                var more = kind is ReplyPacket or GenericEvent ? (long)BinaryPrimitives.ReadUInt32LittleEndian(buffer.AsSpan(start + 4)) * 4 : 0;
                if (more > ReplyLimit) throw new IOException("The display sent a reply without measure.");
                if (kind is ErrorPacket) Fail(buffer.AsSpan(start, Unit));
                else if (kind is ReplyPacket) await ReplyAsync((int)more);
                else
                {
                    if (more > 0) await FillAsync(Unit + (int)more);
                    onEvent(buffer.AsMemory(start, Unit));
                    start += (int)more;
                }
                if (kind is not ReplyPacket) start += Unit;
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            GiveUp(e);
        }
    }

    // a method of its own: in the published agent a lock inside a handler of an asynchronous method was not released
    void GiveUp(Exception why)
    {
        lock (pending)
        {
            over = why;
            while (pending.TryDequeue(out var one)) one.Reply.TrySetException(new IOException("The display is gone.", why));
        }
    }

    async Task ReplyAsync(int more)
    {
        var reply = new byte[Unit + more];
        var here = Math.Min(end - start, reply.Length);
        buffer.AsSpan(start, here).CopyTo(reply);
        start += here;
        while (here < reply.Length)
        {
            var got = await socket.ReceiveAsync(reply.AsMemory(here));
            if (got == 0) throw new IOException("The display hung up.");
            here += got;
        }
        Taken(BinaryPrimitives.ReadUInt16LittleEndian(reply.AsSpan(2)))?.TrySetResult(reply);
    }

    // u8 0 | u8 code | u16 sequence | u32 value | u16 minor | u8 major
    void Fail(ReadOnlySpan<byte> error) => Taken(BinaryPrimitives.ReadUInt16LittleEndian(error[2..]))?.TrySetException(new X11Error(error[1], error[10]));

    /// <summary>Replies come in the order of their requests; those before it were only checked, and nothing was wrong with them.</summary>
    TaskCompletionSource<byte[]>? Taken(ushort answered)
    {
        lock (pending)
        {
            if (!pending.Any(p => p.Sequence == answered)) return null;
            while (pending.TryDequeue(out var one))
            {
                if (one.Sequence == answered) return one.Reply;
                one.Reply.TrySetResult([]);
            }
            return null;
        }
    }

    async Task FillAsync(int count)
    {
        if (end - start >= count) return;
        buffer.AsSpan(start, end - start).CopyTo(buffer);
        (start, end) = (0, end - start);
        if (count > buffer.Length) Array.Resize(ref buffer, count);
        while (end < count)
        {
            var got = await socket.ReceiveAsync(buffer.AsMemory(end));
            if (got == 0) throw new IOException("The display hung up.");
            end += got;
        }
    }
}
