using System.Diagnostics;
using MeshEvents.Agent.Platform.Desktop;
using MeshEvents.Agent.Platform.Jpeg;

namespace MeshEvents.Bench.Figures;

/// <summary>
/// A screen of 1920 x 1080 (Xvfb): taking all of its pixels, and encoding a picture of that size in which everything changed. Baseline of our encoder: libturbojpeg.
/// </summary>
static class Screens
{
    const int Width = 1920, Height = 1080, Quality = 60;

    public static async Task RunAsync(Bed bed, Table table)
    {
        var rounds = bed.Brief ? 5 : 40;
        var start = new ProcessStartInfo("Xvfb") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var word in (string[])["-displayfd", "1", "-noreset", "-nolisten", "tcp", "-ac", "-screen", "0", $"{Width}x{Height}x24"]) start.ArgumentList.Add(word);
        using var server = Process.Start(start) ?? throw new BenchException("Xvfb is missing: apt-get install xvfb.");
        try
        {
            Environment.SetEnvironmentVariable("DISPLAY", $":{await server.StandardOutput.ReadLineAsync()}");
            await using var screen = await Agent.Platform.Machine.Current.Screens.OpenAsync(CancellationToken.None);
            var whole = new PixelArea(0, 0, Width, Height);
            table.Add(new("desktop: take all pixels of 1920 x 1080", await MedianAsync(rounds, async () => await screen.GrabAsync(whole, CancellationToken.None)), "ms"));
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync();
        }

        using var ours = new ManagedJpeg();
        using var library = TurboJpeg.TryLoad();
        var pixels = Picture();
        var managed = await MedianAsync(rounds, () => Encode(ours, pixels));
        double? theirs = library is null ? null : await MedianAsync(rounds, () => Encode(library, pixels));
        table.Add(new("desktop: encode 1920 x 1080, all of it new, our encoder", managed, "ms", theirs, "libturbojpeg"));
        table.Add(new("desktop: bytes of that picture", ours.Encode(new(pixels, Width * 4, Width, Height), Quality, JpegColours.Halved).Length / 1000.0, "kB"));

        await ScreensInBrowser.RunAsync(bed, table);
    }

    static Task Encode(IJpegEncoder encoder, byte[] pixels)
    {
        _ = encoder.Encode(new(pixels, Width * 4, Width, Height), Quality, JpegColours.Halved).Length;
        return Task.CompletedTask;
    }

    static async Task<double> MedianAsync(int rounds, Func<Task> work)
    {
        for (var warm = 0; warm < rounds; warm++) await work();
        var times = new List<double>();
        for (var round = 0; round < rounds; round++)
        {
            var begin = Stopwatch.GetTimestamp();
            await work();
            times.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
        }
        return times.Median();
    }

    /// <summary>Windows with lines of small marks on a soft background: as hard to encode as a screen full of text.</summary>
    static byte[] Picture()
    {
        var random = new Random(1);
        var pixels = new byte[Width * Height * 4];
        for (var y = 0; y < Height; y++)
        {
            for (var x = 0; x < Width; x++)
            {
                var at = (y * Width + x) * 4;
                var mark = y % 18 is > 3 and < 13 && x / 7 % 9 != 0 && random.Next(3) == 0;
                (pixels[at], pixels[at + 1], pixels[at + 2]) = mark ? ((byte)40, (byte)40, (byte)40) : ((byte)(200 + x * 50 / Width), (byte)(210 + y * 40 / Height), (byte)230);
            }
        }
        return pixels;
    }
}
