using MeshEvents.Agent.Platform.Jpeg;
using MeshEvents.Agent.Tests.Support;

namespace MeshEvents.Agent.Tests.Desktop;

/// <summary>Both encoders, read by a decoder that is not ours.</summary>
public sealed class JpegTests
{
    public static TheoryData<string, JpegColours> Encoders() => new()
    {
        { "managed", JpegColours.Full }, { "managed", JpegColours.Halved }, { "managed", JpegColours.Grey },
        { "libturbojpeg", JpegColours.Full }, { "libturbojpeg", JpegColours.Halved }, { "libturbojpeg", JpegColours.Grey },
    };

    static IJpegEncoder Encoder(string name) => name == "managed" ? new ManagedJpeg() : Assert.IsType<TurboJpeg>(TurboJpeg.TryLoad());

    /// <summary>Smooth colours with a few hard edges, as screens are.</summary>
    static byte[] Picture(int width, int height)
    {
        var pixels = new byte[width * height * 4];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var at = (y * width + x) * 4;
                var box = x / 24 % 2 == 1 && y / 24 % 2 == 1;
                pixels[at] = (byte)(box ? 40 : x * 255 / width);
                pixels[at + 1] = (byte)(box ? 90 : y * 255 / height);
                pixels[at + 2] = (byte)(box ? 200 : 128);
            }
        }
        return pixels;
    }

    [Theory, MemberData(nameof(Encoders))]
    public void What_is_encoded_is_what_is_seen(string name, JpegColours colours)
    {
        using var encoder = Encoder(name);
        foreach (var (width, height) in ((int, int)[])[(1, 1), (7, 9), (16, 16), (17, 33), (64, 64), (320, 200)])
        {
            var pixels = Picture(width, height);
            var (w, h, seen) = JpegDecoder.Decode(encoder.Encode(new(pixels, width * 4, width, height), 90, colours));
            Assert.Equal((width, height), (w, h));
            Assert.InRange(Difference(pixels, seen, colours is JpegColours.Grey), 0, colours is JpegColours.Halved ? 6 : 4);
        }
    }

    [Fact] public void Our_encoder_is_as_true_and_as_short_as_the_library()
    {
        using var ours = new ManagedJpeg();
        using var theirs = TurboJpeg.TryLoad()!;
        var pixels = Picture(640, 400);
        foreach (var quality in (int[])[20, 50, 75, 95])
        {
            var mine = ours.Encode(new(pixels, 2560, 640, 400), quality, JpegColours.Halved).ToArray();
            var other = theirs.Encode(new(pixels, 2560, 640, 400), quality, JpegColours.Halved).ToArray();
            Assert.InRange(mine.Length, other.Length * 0.75, other.Length * 1.1);
            Assert.InRange(Difference(pixels, JpegDecoder.Decode(mine).Pixels, grey: false), 0, Difference(pixels, JpegDecoder.Decode(other).Pixels, grey: false) + 0.5);
        }
    }

    [Fact] public void Noise_of_any_kind_is_encoded_whole()
    {
        var random = new Random(7);
        using var encoder = new ManagedJpeg();
        for (var round = 0; round < 60; round++)
        {
            var (width, height) = (random.Next(1, 90), random.Next(1, 90));
            var pixels = new byte[width * height * 4];
            random.NextBytes(pixels);
            if (round % 3 == 0) for (var i = 0; i < pixels.Length; i++) pixels[i] = (byte)(pixels[i] > 127 ? 255 : 0);
            var (w, h, _) = JpegDecoder.Decode(encoder.Encode(new(pixels, width * 4, width, height), random.Next(-5, 120), (JpegColours)(round % 3)));
            Assert.Equal((width, height), (w, h));
        }
    }

    [Fact] public void Rows_may_lie_apart_and_too_few_bytes_are_refused()
    {
        using var encoder = new ManagedJpeg();
        var large = Picture(100, 50);
        var (_, _, seen) = JpegDecoder.Decode(encoder.Encode(new(large.AsSpan((10 * 100 + 20) * 4), 400, 32, 24), 95, JpegColours.Full));
        var part = new byte[32 * 24 * 4];
        for (var row = 0; row < 24; row++) large.AsSpan(((10 + row) * 100 + 20) * 4, 128).CopyTo(part.AsSpan(row * 128));
        Assert.InRange(Difference(part, seen, grey: false), 0, 4);
        Assert.Throws<ArgumentOutOfRangeException>(() => encoder.Encode(new(new byte[100], 400, 32, 24), 95, JpegColours.Full).Length);
    }

    /// <summary>Mean difference of a channel's value; of brightness alone for grey ones.</summary>
    static double Difference(byte[] a, byte[] b, bool grey)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i += 4)
        {
            if (grey) sum += 3 * Math.Abs(Light(a, i) - b[i]);
            else for (var c = 0; c < 3; c++) sum += Math.Abs(a[i + c] - b[i + c]);
        }
        return sum / (a.Length / 4 * 3);

        static double Light(byte[] p, int at) => 0.114 * p[at] + 0.587 * p[at + 1] + 0.299 * p[at + 2];
    }
}
