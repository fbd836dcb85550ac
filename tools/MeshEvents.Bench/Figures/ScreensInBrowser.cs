using System.Globalization;
using MeshEvents.Agent.Platform.Jpeg;

namespace MeshEvents.Bench.Figures;

/// <summary>
/// The whole way of a screen of 1920 x 1080: Xvfb, the real agent, the real server, the console in Chromium (tests/MeshEvents.EndToEnd/figures/screen.spec.ts). Once with
/// our own encoder: the agent is then started in a view of the file system in which libturbojpeg is an empty file, which needs root.
/// </summary>
static class ScreensInBrowser
{
    sealed record Seen(double FramesPerSecond, double AgentChangingPercent, double SmallChangeMs, double AgentStillPercent);

    public static async Task RunAsync(Bed bed, Table table)
    {
        var library = Library();
        if (library is null || Environment.IsPrivilegedProcess)
            Add(table, "our encoder", await SeeAsync(bed, library));
        else
            Table.Say("  desktop in Chromium with our encoder: not measured, only root can hide libturbojpeg from the agent");
        if (library is null) Table.Say("  desktop in Chromium with libturbojpeg: not measured, it is not installed");
        else Add(table, "libturbojpeg", await SeeAsync(bed, hidden: null));
    }

    static void Add(Table table, string encoder, Seen seen)
    {
        table.Add(new($"desktop: frames in Chromium while all of it changes, {encoder}", seen.FramesPerSecond, "/s"));
        table.Add(new($"desktop: processor the agent needs meanwhile, {encoder}", seen.AgentChangingPercent, "% of one"));
        table.Add(new($"desktop: drawn to seen in Chromium, 20 x 20 pixels, p50, {encoder}", seen.SmallChangeMs, "ms"));
        table.Add(new($"desktop: processor the agent needs for a still screen, {encoder}", seen.AgentStillPercent, "% of one"));
    }

    /// <param name="hidden">A library that the agent is not to find.</param>
    static Task<Seen> SeeAsync(Bed bed, string? hidden) =>
        Chromium.SeeAsync<Seen>(bed, "screen", ("FIGURES_HIDE", hidden ?? ""), ("FIGURES_SECONDS", (bed.Brief ? 3 : 20).ToString(CultureInfo.InvariantCulture)));

    /// <summary>The file that is loaded as libturbojpeg here; null where there is none.</summary>
    static string? Library()
    {
        using var loaded = TurboJpeg.TryLoad();
        if (loaded is null) return null;
        // the memory map names the file behind the loaded library (proc(5)); a link to it would be hidden, and not the library
        return File.ReadLines($"/proc/{Environment.ProcessId}/maps").Where(l => l.Contains("libturbojpeg", StringComparison.Ordinal)).Select(l => l[l.IndexOf('/')..]).First();
    }
}
