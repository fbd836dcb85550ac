using System.Text.Json;

namespace MeshEvents.Bench;

/// <summary>Figures that are taken in the browser, by the specs of <c>tests/MeshEvents.EndToEnd/figures</c>.</summary>
static class Chromium
{
    /// <param name="spec">Its name, without the ending.</param>
    /// <param name="settings">What it reads of its environment.</param>
    /// <exception cref="BenchException">It failed.</exception>
    public static async Task<T> SeeAsync<T>(Bed bed, string spec, params (string Name, string Value)[] settings)
    {
        var (artifacts, file) = (Environment.GetEnvironmentVariable("MESHEVENTS_OUT") ?? throw new BenchException("MESHEVENTS_OUT is not set: start it by tools/bench."), bed.Place($"{spec}.json"));
        var journeys = Path.Combine(artifacts, "..", "tests", "MeshEvents.EndToEnd");
        File.Delete(file);
        await using var browser = Child.Start("npm", ["--prefix", journeys, "test", "--", "-c", "figures.config.ts", $"figures/{spec}.spec.ts"],
            [("MESHEVENTS_ARTIFACTS", artifacts), ("FIGURES_JSON", file), .. settings]);
        if (await browser.EndedAsync() != 0) throw new BenchException($"{spec} in Chromium: {browser.Said}");
        return JsonSerializer.Deserialize<T>(await File.ReadAllTextAsync(file), JsonSerializerOptions.Web) ?? throw new BenchException($"{file} is empty.");
    }
}
