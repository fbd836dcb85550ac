using System.Runtime.InteropServices;
using MeshEvents.Agent.Platform.Desktop;

namespace MeshEvents.Agent.Channels.Desktop;

/// <summary>
/// The screen as it was seen last, and for each tile of it the generation in which it changed. Whoever knows up to which generation they have seen
/// everything knows all there is to send: nothing is queued for anybody, however slow. Thread safe.
/// </summary>
public sealed class SharedPicture
{
    /// <summary>Width and height of a tile, in pixels: those of the stock agents (spec/desktop-protocol.md 1.1).</summary>
    public const int Tile = 32;

    readonly Lock gate = new();
    readonly byte[] pixels;
    readonly long[] changed;
    readonly int across;
    long generation;

    /// <param name="generation">Of a picture before this one: everything here is newer.</param>
    public SharedPicture(int width, int height, long generation = 0)
    {
        (Width, Height, this.generation) = (width, height, generation + 1);
        pixels = new byte[width * height * 4];
        across = (width + Tile - 1) / Tile;
        changed = new long[across * ((height + Tile - 1) / Tile)];
        Array.Fill(changed, this.generation);
    }

    public int Width { get; }
    public int Height { get; }
    public int Stride => Width * 4;

    public PixelArea Whole => new(0, 0, Width, Height);

    public long Generation
    {
        get { lock (gate) return generation; }
    }

    /// <summary>Blue, green, red, nothing. May be written while it is read: then the tile that was torn is newer than what the reader knows, and comes again.</summary>
    public ReadOnlySpan<byte> Pixels => pixels;

    /// <summary>Takes over what is different in an area; <paramref name="seen"/> holds its rows without gaps. True when anything was.</summary>
    public bool Update(PixelArea area, ReadOnlySpan<byte> seen)
    {
        area = area.Cut(Whole);
        if (area.IsEmpty) return false;
        lock (gate)
        {
            var news = false;
            for (var row = area.Y / Tile; row <= (area.Bottom - 1) / Tile; row++)
            {
                for (var column = area.X / Tile; column <= (area.Right - 1) / Tile; column++)
                {
                    if (!Take(new PixelArea(column * Tile, row * Tile, Tile, Tile).Cut(area), area, seen)) continue;
                    changed[row * across + column] = generation + 1;
                    news = true;
                }
            }
            if (news) generation++;
            return news;
        }
    }

    /// <summary>What changed after a generation, as rectangles inside an area; and the generation that is reached by sending them.</summary>
    public (IReadOnlyList<PixelArea> Areas, long Generation) Since(long seen, PixelArea area)
    {
        area = area.Cut(Whole);
        if (area.IsEmpty) return ([], Generation);
        lock (gate)
        {
            var areas = seen >= generation ? [] : TileAreas.Of(area, at => changed[at.Y * across + at.X] > seen);
            return (areas, generation);
        }
    }

    bool Take(PixelArea tile, PixelArea area, ReadOnlySpan<byte> seen)
    {
        var news = false;
        for (var y = tile.Y; y < tile.Bottom; y++)
        {
            var fresh = seen.Slice(((y - area.Y) * area.Width + tile.X - area.X) * 4, tile.Width * 4);
            var kept = pixels.AsSpan((y * Width + tile.X) * 4, tile.Width * 4);
            if (!news && kept.SequenceEqual(fresh)) continue;
            news = true;
            fresh.CopyTo(kept);
        }
        return news;
    }
}
