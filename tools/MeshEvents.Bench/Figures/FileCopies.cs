using System.Diagnostics;
using System.Globalization;

namespace MeshEvents.Bench.Figures;

/// <summary>
/// <c>mesh cp</c> between this machine and the real agent on it, through the real server, TLS on both sides, with all hashes. Baseline: the plainest loop between two sockets of
/// a bare Kestrel, which hashes, reads and writes nothing. Beside it the same file through the files page in Chromium. The memory is that of server and agent while one large file goes through.
/// </summary>
static class FileCopies
{
    const double Megabyte = 1e6;
    static readonly TimeSpan look = TimeSpan.FromMilliseconds(100);

    public static async Task RunAsync(Bed bed, Table table)
    {
        var (size, large, rounds) = bed.Brief ? (200_000_000L, 400_000_000L, 1) : (1_000_000_000L, 4_000_000_000L, 3);
        var state = bed.Place("files-agent");
        await using var server = await ServerProcess.StartAsync(bed, "files", "--local-agent", state);
        using var person = await server.SetUpAsync();
        await using var agent = Child.Start(Path.Combine(Out, "agent", "meshevents-agent"), ["run", "--state", state]);
        var copy = new Copy(bed, server, await person.ReadyDeviceAsync(), (await person.PostAsync("/api/tokens", new { name = "bench", rights = uint.MaxValue, days = 1 })).GetProperty("token").GetString()!);
        var (bare, address) = await BareServer.StartAsync();
        await using var _ = bare;

        var file = Fill(bed.Place("file"), size);
        var (up, down, plain) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round <= rounds; round++)
        {
            var (a, b) = (size / Megabyte / await copy.UpAsync(file), size / Megabyte / await copy.DownAsync());
            var c = (await Relays.RateAsync(() => Pair.OfBareAsync(address), bare.Id, 1, 64 << 10, bed.Brief ? 1 : 4)).Rate;
            if (round == 0) continue;       // the first warms up
            up.Add(a);
            down.Add(b);
            plain.Add(c);
        }
        table.Add(new("upload with mesh cp", up.Median(), "MB/s", plain.Median(), "a bare copying loop", Target.Least(200)));
        table.Add(new("download with mesh cp", down.Median(), "MB/s", plain.Median(), "a bare copying loop", Target.Least(200)));

        var page = await Chromium.SeeAsync<InBrowser>(bed, "files", ("FIGURES_MEGABYTES", (size / 1_000_000).ToString(CultureInfo.InvariantCulture)));
        table.Add(new("upload in Chromium, all hashes included", page.Up, "MB/s", up.Median(), "mesh cp"));
        table.Add(new("download in Chromium, all hashes included", page.Down, "MB/s", down.Median(), "mesh cp"));

        Fill(file, large);
        await GrowthAsync("upload", () => copy.UpAsync(file));
        await GrowthAsync("download", copy.DownAsync);

        async Task GrowthAsync(string what, Func<Task<double>> run)
        {
            var (before, ofAgent) = (Machine.ResidentKb(server.Id), Machine.ResidentKb(agent.Id));
            var (most, mostOfAgent) = (before, ofAgent);
            for (var running = run(); ;)
            {
                var over = await Task.WhenAny(running, Task.Delay(look)) == running;
                (most, mostOfAgent) = (Math.Max(most, Machine.ResidentKb(server.Id)), Math.Max(mostOfAgent, Machine.ResidentKb(agent.Id)));
                if (!over) continue;
                await running;
                break;
            }
            var gigabytes = (large / 1e9).ToString("0.0", CultureInfo.InvariantCulture);
            table.Add(new($"memory the server grew by, {what} of {gigabytes} GB", (most - before) / 1e3, "MB", Target: Target.Most(20)));
            table.Add(new($"memory the agent grew by, {what} of {gigabytes} GB", (mostOfAgent - ofAgent) / 1e3, "MB", Target: Target.Most(20)));
        }
    }

    sealed record InBrowser(double Up, double Down);

    static string Out => Environment.GetEnvironmentVariable("MESHEVENTS_OUT") ?? throw new BenchException("MESHEVENTS_OUT is not set: start it by tools/bench.");

    static string Fill(string path, long size)
    {
        var noise = new byte[1 << 20];
        new Random(1).NextBytes(noise);
        using var file = File.Create(path);
        for (long left = size; left > 0; left -= noise.Length) file.Write(noise.AsSpan(0, (int)Math.Min(left, noise.Length)));
        return path;
    }

    /// <summary>One file up and down, as a person's command.</summary>
    sealed class Copy(Bed bed, ServerProcess server, Guid device, string token)
    {
        readonly string there = Directory.CreateDirectory(bed.Place("there")).FullName, back = Directory.CreateDirectory(bed.Place("back")).FullName;

        /// <returns>Seconds, the program's start and the session's included.</returns>
        public Task<double> UpAsync(string file) => RunAsync(file, $"{device}:{there}/file");

        public Task<double> DownAsync() => RunAsync($"{device}:{there}/file", Path.Combine(back, "file"));

        async Task<double> RunAsync(string from, string to)
        {
            File.Delete(Path.Combine(to.Contains(':') ? there : back, "file"));
            var started = Stopwatch.GetTimestamp();
            await using var mesh = Child.Start(Path.Combine(Out, "mesh"), ["cp", from, to, "--server", server.Address.ToString(), "--ca", Path.Combine(bed.Place("files"), "certificates", "root.crt")],
                ("MESH_TOKEN", token), ("MESH_CONFIG", bed.Place("mesh")));
            var code = await mesh.EndedAsync();
            return code == 0 ? Stopwatch.GetElapsedTime(started).TotalSeconds : throw new BenchException($"mesh cp ended with {code}: {mesh.Said}");
        }
    }
}
