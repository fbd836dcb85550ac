using MeshEvents.Agent.Platform.Desktop;

namespace MeshEvents.Agent.Channels.Desktop;

/// <summary>Makes few rectangles of many tiles: each picture costs some 600 bytes before its first pixel.</summary>
static class TileAreas
{
    /// <summary>Rows of tiles in one rectangle: a large change comes in bands, which are shown as they arrive.</summary>
    const int MostRows = 8;

    /// <summary>Clean tiles between two dirty ones that are sent along, because a second picture costs more.</summary>
    const int Bridge = 1;

    public static IReadOnlyList<PixelArea> Of(PixelArea area, Func<(int X, int Y), bool> dirty)
    {
        const int tile = SharedPicture.Tile;
        var found = new List<PixelArea>();
        var open = new List<(int From, int To, int Top)>();
        var (left, right) = (area.X / tile, (area.Right - 1) / tile);
        var bottom = (area.Bottom - 1) / tile;
        for (var row = area.Y / tile; row <= bottom + 1; row++)
        {
            var runs = row > bottom ? [] : Runs(left, right, column => dirty((column, row)));
            var still = new List<(int From, int To, int Top)>();
            foreach (var one in open)
            {
                if (row - one.Top < MostRows && runs.Remove((one.From, one.To))) still.Add(one);
                else found.Add(new PixelArea(one.From * tile, one.Top * tile, (one.To - one.From + 1) * tile, (row - one.Top) * tile).Cut(area));
            }
            still.AddRange(runs.Select(run => (run.From, run.To, row)));
            open = still;
        }
        return found;
    }

    static List<(int From, int To)> Runs(int left, int right, Func<int, bool> dirty)
    {
        var runs = new List<(int From, int To)>();
        for (var column = left; column <= right; column++)
        {
            if (!dirty(column)) continue;
            if (runs.Count > 0 && column - runs[^1].To <= Bridge + 1) runs[^1] = (runs[^1].From, column);
            else runs.Add((column, column));
        }
        return runs;
    }
}
