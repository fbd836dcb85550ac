using System.Runtime.InteropServices;

namespace MeshEvents.Agent.Tests.Support;

/// <summary>Decodes with libturbojpeg: somebody else's reading of the standard that our encoder was written from.</summary>
static partial class JpegDecoder
{
    const int Bgrx = 3;

    [LibraryImport("libturbojpeg.so.0")] private static partial nint tjInitDecompress();
    [LibraryImport("libturbojpeg.so.0")] private static partial int tjDecompressHeader3(nint handle, ReadOnlySpan<byte> from, nuint size, out int width, out int height, out int sampling, out int colours);
    [LibraryImport("libturbojpeg.so.0")] private static partial int tjDecompress2(nint handle, ReadOnlySpan<byte> from, nuint size, Span<byte> to, int width, int pitch, int height, int format, int flags);
    [LibraryImport("libturbojpeg.so.0")] private static partial int tjDestroy(nint handle);
    [LibraryImport("libturbojpeg.so.0", StringMarshalling = StringMarshalling.Utf8)] private static partial nint tjGetErrorStr2(nint handle);

    /// <summary>Blue, green, red, nothing; rows without gaps. Warnings count as failures: a browser would forgive what we should not write.</summary>
    public static (int Width, int Height, byte[] Pixels) Decode(ReadOnlySpan<byte> jpeg)
    {
        var handle = tjInitDecompress();
        try
        {
            Assert.True(tjDecompressHeader3(handle, jpeg, (nuint)jpeg.Length, out var width, out var height, out _, out _) == 0, "no JPEG header");
            var pixels = new byte[width * height * 4];
            var outcome = tjDecompress2(handle, jpeg, (nuint)jpeg.Length, pixels, width, 0, height, Bgrx, 0);
            Assert.True(outcome == 0, Marshal.PtrToStringUTF8(tjGetErrorStr2(handle)));
            return (width, height, pixels);
        }
        finally
        {
            tjDestroy(handle);
        }
    }
}
