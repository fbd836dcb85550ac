using MeshEvents.Agent.Platform.Desktop;
using MeshEvents.Agent.Platform.Jpeg;
using MeshEvents.Wire.Desktop;

namespace MeshEvents.Agent.Channels.Desktop;

/// <summary>How one viewer wants pictures.</summary>
public readonly record struct PictureLook(int Quality, JpegColours Colours)
{
    public const int DefaultQuality = 60;

    /// <summary>From this quality on colours are kept as finely as brightness: coloured text stays sharp.</summary>
    const int FineFrom = 80;

    public static PictureLook Of(int quality, bool grey) =>
        new(Math.Clamp(quality, 1, 100), grey ? JpegColours.Grey : quality >= FineFrom ? JpegColours.Full : JpegColours.Halved);
}

/// <summary>Turns rectangles of the picture into packets. Viewers who are in step get the same ones, made once. Thread safe.</summary>
sealed class PictureEncoder(IJpegEncoder jpeg) : IDisposable
{
    /// <summary>Updates kept: viewers in step differ by what they look at and how.</summary>
    const int Kept = 4;

    readonly record struct Key(SharedPicture Picture, long From, long To, PixelArea View, PictureLook Look);

    readonly Lock gate = new();
    readonly List<(Key Key, IReadOnlyList<byte[]> Packets)> made = [];

    public string Name => jpeg.Name;

    /// <param name="view">What the viewer sees of the screen: places in packets count from its corner.</param>
    public IReadOnlyList<byte[]> Encode(SharedPicture picture, long from, long to, PixelArea view, IReadOnlyList<PixelArea> areas, PictureLook look)
    {
        var key = new Key(picture, from, to, view, look);
        lock (gate)
        {
            if (made.Find(m => m.Key == key).Packets is { } known) return known;
            var packets = areas.Select(area => Encode(picture, view, area, look)).ToList();
            if (made.Count == Kept) made.RemoveAt(0);
            made.Add((key, packets));
            return packets;
        }
    }

    public void Dispose()
    {
        lock (gate) jpeg.Dispose();
    }

    byte[] Encode(SharedPicture picture, PixelArea view, PixelArea area, PictureLook look)
    {
        var pixels = new JpegPixels(picture.Pixels[(area.Y * picture.Stride + area.X * 4)..], picture.Stride, area.Width, area.Height);
        return DesktopWriter.Picture((ushort)(area.X - view.X), (ushort)(area.Y - view.Y), jpeg.Encode(pixels, look.Quality, look.Colours));
    }
}
