using MeshEvents.Agent.Channels.Desktop;
using MeshEvents.Agent.Platform.Desktop;

namespace MeshEvents.Agent.Tests.Desktop;

/// <summary>What has changed since one looked last, and how it is cut into rectangles.</summary>
public sealed class SharedPictureTests
{
    static byte[] Filled(PixelArea area, byte value)
    {
        var pixels = new byte[area.Width * area.Height * 4];
        Array.Fill(pixels, value);
        return pixels;
    }

    static void Draw(SharedPicture picture, PixelArea area, byte value) => picture.Update(area, Filled(area, value));

    [Fact] public void A_new_picture_is_new_to_everybody()
    {
        var picture = new SharedPicture(100, 70);
        var (areas, generation) = picture.Since(0, picture.Whole);
        Assert.Equal([new PixelArea(0, 0, 100, 70)], areas);
        Assert.Empty(picture.Since(generation, picture.Whole).Areas);
        Assert.NotEmpty(new SharedPicture(100, 70, generation).Since(generation, picture.Whole).Areas);
    }

    [Fact] public void The_same_pixels_again_are_no_news()
    {
        var picture = new SharedPicture(100, 70);
        Draw(picture, picture.Whole, 5);
        var before = picture.Generation;
        Assert.False(picture.Update(picture.Whole, Filled(picture.Whole, 5)));
        Assert.Equal(before, picture.Generation);
    }

    [Fact] public void A_change_comes_as_its_tiles_alone()
    {
        var picture = new SharedPicture(200, 200);
        var before = picture.Generation;
        Draw(picture, new(70, 40, 2, 2), 9);
        Assert.Equal([new PixelArea(64, 32, 32, 32)], picture.Since(before, picture.Whole).Areas);
    }

    [Fact] public void Neighbours_are_merged_and_distant_ones_are_not()
    {
        var picture = new SharedPicture(640, 640);
        var before = picture.Generation;
        Draw(picture, new(0, 0, 64, 64), 1);
        Draw(picture, new(500, 600, 10, 10), 1);
        Assert.Equal([new PixelArea(0, 0, 64, 64), new PixelArea(480, 576, 32, 64)], picture.Since(before, picture.Whole).Areas.OrderBy(a => a.X));
    }

    [Fact] public void Who_missed_much_gets_its_newest_state_once()
    {
        var picture = new SharedPicture(64, 64);
        var seen = picture.Generation;
        for (byte value = 1; value < 100; value++) Draw(picture, new(0, 0, 32, 32), value);
        var (areas, generation) = picture.Since(seen, picture.Whole);
        Assert.Equal([new PixelArea(0, 0, 32, 32)], areas);
        Assert.Equal(99, picture.Pixels[0]);
        Assert.Empty(picture.Since(generation, picture.Whole).Areas);
    }

    [Fact] public void One_display_shows_only_its_part()
    {
        var picture = new SharedPicture(200, 100);
        var before = picture.Generation;
        Draw(picture, new(0, 0, 200, 100), 3);
        Assert.Equal([new PixelArea(100, 10, 90, 80)], picture.Since(before, new(100, 10, 90, 80)).Areas);
        var now = picture.Generation;
        Draw(picture, new(0, 0, 20, 20), 4);
        Assert.Empty(picture.Since(now, new(100, 10, 90, 80)).Areas);
    }

    [Fact] public void Rectangles_cover_every_changed_tile_once_whatever_changes()
    {
        var random = new Random(3);
        for (var round = 0; round < 200; round++)
        {
            var picture = new SharedPicture(random.Next(1, 400), random.Next(1, 400));
            var before = picture.Generation;
            var copy = picture.Pixels.ToArray();
            for (var i = random.Next(5); i >= 0; i--)
            {
                var area = new PixelArea(random.Next(picture.Width), random.Next(picture.Height), random.Next(1, 120), random.Next(1, 120)).Cut(picture.Whole);
                Draw(picture, area, (byte)random.Next(1, 255));
            }
            foreach (var area in picture.Since(before, picture.Whole).Areas)
            {
                Assert.Equal(area, area.Cut(picture.Whole));
                for (var y = area.Y; y < area.Bottom; y++)
                {
                    var row = (y * picture.Width + area.X) * 4;
                    picture.Pixels.Slice(row, area.Width * 4).CopyTo(copy.AsSpan(row));
                }
            }
            Assert.True(copy.AsSpan().SequenceEqual(picture.Pixels), $"round {round}: pixels were left out");
        }
    }

    [Fact] public void What_reaches_over_the_edge_is_cut_off()
    {
        var picture = new SharedPicture(50, 50);
        Assert.False(picture.Update(new(60, 60, 10, 10), Filled(new(0, 0, 10, 10), 1)));
        Assert.Empty(picture.Since(0, new(60, 0, 10, 10)).Areas);
    }
}
