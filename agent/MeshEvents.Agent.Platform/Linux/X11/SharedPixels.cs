using System.Runtime.InteropServices;

namespace MeshEvents.Agent.Platform.Linux.X11;

/// <summary>Memory that the display writes pixels into (MIT-SHM). Nobody else may attach it; once both have, it lives only as long as they do.</summary>
sealed unsafe class SharedPixels : IDisposable
{
    const int IpcPrivate = 0, IpcCreate = 0x200, OwnerOnly = 0x180, IpcRemove = 0;

    byte* address;
    int id;

    SharedPixels(int id, byte* address, int size)
    {
        this.id = id;
        this.address = address;
        Size = size;
    }

    public int Size { get; }

    public uint Id => (uint)id;

    public ReadOnlySpan<byte> Bytes => address == null ? [] : new(address, Size);

    /// <summary>Null where the system gives none.</summary>
    public static SharedPixels? TryMake(int size)
    {
        var id = Libc.shmget(IpcPrivate, (nuint)size, IpcCreate | OwnerOnly);
        if (id < 0) return null;
        var address = Libc.shmat(id, 0, 0);
        if (address != -1) return new(id, (byte*)address, size);
        _ = Libc.shmctl(id, IpcRemove, 0);
        return null;
    }

    /// <summary>The display has attached it, or never will: the name goes, the memory stays until the last one leaves.</summary>
    public void Unname()
    {
        if (id >= 0) _ = Libc.shmctl(id, IpcRemove, 0);
        id = -1;
    }

    public void Dispose()
    {
        Unname();
        if (address != null) _ = Libc.shmdt((nint)address);
        address = null;
    }
}
