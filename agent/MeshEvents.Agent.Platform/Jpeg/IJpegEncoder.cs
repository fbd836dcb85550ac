namespace MeshEvents.Agent.Platform.Jpeg;

/// <summary>How finely colours are kept: as finely as brightness, at half its width and height (4:2:0), or not at all.</summary>
public enum JpegColours
{
    Full,
    Halved,
    Grey,
}

/// <summary>Pixels to encode: blue, green, red and an unused byte each; rows lie <paramref name="stride"/> bytes apart.</summary>
public readonly ref struct JpegPixels(ReadOnlySpan<byte> bytes, int stride, int width, int height)
{
    public ReadOnlySpan<byte> Bytes { get; } = bytes;
    public int Stride { get; } = stride;
    public int Width { get; } = width;
    public int Height { get; } = height;
}

/// <summary>Makes baseline JPEGs (ITU T.81). Not thread safe.</summary>
public interface IJpegEncoder : IDisposable
{
    string Name { get; }

    /// <param name="quality">1 to 100, in the scale of the Independent JPEG Group.</param>
    /// <returns>The whole file; good until the next call.</returns>
    ReadOnlySpan<byte> Encode(JpegPixels pixels, int quality, JpegColours colours);
}

public static class JpegEncoders
{
    /// <summary>libturbojpeg where the system has it, which is two to four times faster; else our own.</summary>
    public static IJpegEncoder Best() => TurboJpeg.TryLoad() ?? (IJpegEncoder)new ManagedJpeg();
}
