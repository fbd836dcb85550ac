using System.Runtime.InteropServices;

namespace MeshEvents.Agent.Platform.Jpeg;

/// <summary>libturbojpeg's own interface (its API 2), loaded when it is there.</summary>
public sealed unsafe class TurboJpeg : IJpegEncoder
{
    static readonly string[] names = ["libturbojpeg.so.0", "libturbojpeg.0.dylib", "turbojpeg.dll"];
    static readonly Lazy<Library?> library = new(Load);

    const int Bgrx = 3, NoReallocation = 1024, FastDct = 2048;
    const int Full = 0, Halved = 2, Grey = 3;

    readonly Library jpeg;
    nint handle;
    byte[] output = [];

    TurboJpeg(Library jpeg, nint handle) => (this.jpeg, this.handle) = (jpeg, handle);

    public string Name => "libturbojpeg";

    /// <summary>Null where the system does not have it.</summary>
    public static TurboJpeg? TryLoad() => library.Value is { } jpeg && jpeg.Init() is not 0 and var handle ? new(jpeg, handle) : null;

    public ReadOnlySpan<byte> Encode(JpegPixels pixels, int quality, JpegColours colours)
    {
        ObjectDisposedException.ThrowIf(handle == 0, this);
        ArgumentOutOfRangeException.ThrowIfLessThan(pixels.Bytes.Length, (pixels.Height - 1) * pixels.Stride + pixels.Width * 4);
        var sampling = colours switch { JpegColours.Full => Full, JpegColours.Halved => Halved, _ => Grey };
        var room = checked((int)jpeg.Room(pixels.Width, pixels.Height, sampling));
        if (output.Length < room) output = new byte[room];
        fixed (byte* from = pixels.Bytes, to = output)
        {
            var at = to;
            var size = (nuint)room;
            if (jpeg.Compress(handle, from, pixels.Width, pixels.Stride, pixels.Height, Bgrx, &at, &size, sampling, Math.Clamp(quality, 1, 100), NoReallocation | FastDct) != 0)
                throw new InvalidOperationException("libturbojpeg could not encode the picture.");
            return output.AsSpan(0, (int)size);
        }
    }

    public void Dispose()
    {
        if (handle != 0) jpeg.Destroy(handle);
        handle = 0;
    }

    static Library? Load()
    {
        foreach (var name in names)
        {
            if (!NativeLibrary.TryLoad(name, out var module)) continue;
            if (NativeLibrary.TryGetExport(module, "tjInitCompress", out var init) && NativeLibrary.TryGetExport(module, "tjCompress2", out var compress)
                && NativeLibrary.TryGetExport(module, "tjBufSize", out var room) && NativeLibrary.TryGetExport(module, "tjDestroy", out var destroy))
                return new(init, compress, room, destroy);
        }
        return null;
    }

    // unsigned long is as wide as a pointer on Unix; on 64-bit Windows it is not, but sizes of pictures fit its lower half
    sealed class Library(nint init, nint compress, nint room, nint destroy)
    {
        public nint Init() => ((delegate* unmanaged[Cdecl]<nint>)init)();

        public nuint Room(int width, int height, int sampling) => ((delegate* unmanaged[Cdecl]<int, int, int, nuint>)room)(width, height, sampling);

        public int Compress(nint handle, byte* from, int width, int pitch, int height, int format, byte** to, nuint* size, int sampling, int quality, int flags) =>
            ((delegate* unmanaged[Cdecl]<nint, byte*, int, int, int, int, byte**, nuint*, int, int, int, int>)compress)(handle, from, width, pitch, height, format, to, size, sampling, quality, flags);

        public int Destroy(nint handle) => ((delegate* unmanaged[Cdecl]<nint, int>)destroy)(handle);
    }
}
