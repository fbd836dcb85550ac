using System.Buffers;
using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;

namespace MeshEvents.Server.Wiring;

/// <summary>
/// Memory for connections in blocks that hold a whole TLS record (16 KB). Kestrel's own are 4 KB, and each becomes a record: what a session passes then costs four times as many
/// encryptions, reads and wake-ups on both sides. A connection that waits holds no block (zero-byte reads), so idle ones cost no more than before.
/// </summary>
sealed class WirePool : MemoryPool<byte>
{
    const int Block = 32 << 10, MostKept = 512;

    readonly ConcurrentQueue<Owned> free = [];
    int kept;

    public override int MaxBufferSize => Block;

    public override IMemoryOwner<byte> Rent(int size = -1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, Block);
        if (!free.TryDequeue(out var owned)) return new Owned(this);
        Interlocked.Decrement(ref kept);
        return owned;
    }

    protected override void Dispose(bool disposing) => free.Clear();

    void Return(Owned owned)
    {
        if (Interlocked.Increment(ref kept) <= MostKept) free.Enqueue(owned);
        else Interlocked.Decrement(ref kept);         // the garbage collector has it
    }

    // pinned from the start: the sockets would otherwise pin it again and again
    sealed class Owned(WirePool pool) : IMemoryOwner<byte>
    {
        public Memory<byte> Memory { get; } = GC.AllocateUninitializedArray<byte>(Block, pinned: true);

        public void Dispose() => pool.Return(this);
    }
}

sealed class WirePools : IMemoryPoolFactory<byte>
{
    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => new WirePool();
}
