using System.Diagnostics;
using System.Text.Json;
using MeshEvents.Swarm;
using MeshEvents.Wire.Relay;

namespace MeshEvents.Bench.Figures;

/// <summary>
/// Bytes through real sessions of the real server, both sides TLS, from the browser's end to the agent's. Baseline: the plainest loop between two sockets of a bare
/// Kestrel, the same generator. The generator's two ends share the machine with the server.
/// </summary>
static class Relays
{
    const int Several = 4, EchoSize = 64;
    const double Megabyte = 1e6;

    public static async Task RunAsync(Bed bed, Table table)
    {
        var (seconds, rounds, echoes) = bed.Brief ? (2, 1, 1000) : (4, 3, 5000);
        await using var server = await ServerProcess.StartAsync(bed, "relay");
        using var person = await server.SetUpAsync();
        using var identity = FakeIdentity.Family(1)[0];
        await using var agent = await FakeAgent.ConnectAsync(identity, await person.SettingsAsync(), "the device");
        await agent.ReportAsync();
        var device = await person.ReadyDeviceAsync();
        var (bare, address) = await BareServer.StartAsync();
        await using var _ = bare;

        Task<Pair> OfRelay() => Pair.OfRelayAsync(server, person, agent, device);
        Task<Pair> OfBare() => Pair.OfBareAsync(address);
        foreach (var (size, pairs, target) in new[] { (64 << 10, 1, Target.Least(450)), (1 << 10, 1, Target.Least(120)), (64 << 10, Several, null), (1 << 10, Several, null) })
        {
            var (ours, plain) = (new List<(double Rate, double PerCpu)>(), new List<(double Rate, double PerCpu)>());
            for (var round = 0; round <= rounds; round++)
            {
                var (a, b) = (await RateAsync(OfRelay, server.Id, pairs, size, seconds), await RateAsync(OfBare, bare.Id, pairs, size, seconds));
                if (round == 0) continue;       // the first warms up
                ours.Add(a);
                plain.Add(b);
            }
            var what = $"relay, {size >> 10} KB messages, {pairs} pair{(pairs == 1 ? "" : "s")}";
            table.Add(new(what, ours.ConvertAll(r => r.Rate).Median(), "MB/s", plain.ConvertAll(r => r.Rate).Median(), "a bare copying loop", target));
            table.Add(new(what + ", for each CPU second", ours.ConvertAll(r => r.PerCpu).Median(), "MB/s", plain.ConvertAll(r => r.PerCpu).Median(), "a bare copying loop"));
        }

        using var straight = await RawSocket.ConnectAsync(address, "/echo");
        var direct = (await EchoesAsync(straight, echoes)).Median();
        var (added, bareAdded) = (await AddedAsync(OfRelay, echoes, direct), await AddedAsync(OfBare, echoes, direct));
        table.Add(new("echo added by the relay, p50", added.Median(), "us", bareAdded.Median(), "added by a bare copying loop"));
        table.Add(new("echo added by the relay, p99", added.At(0.99), "us", bareAdded.At(0.99), "added by a bare copying loop", Target.Most(300)));
    }

    /// <summary>Megabytes for each second, and for each second of the process's CPU.</summary>
    public static async Task<(double Rate, double PerCpu)> RateAsync(Func<Task<Pair>> open, int process, int count, int size, int seconds)
    {
        var pairs = new List<Pair>();
        for (var i = 0; i < count; i++) pairs.Add(await open());
        var (cpu, started) = (Machine.CpuSeconds(process), Stopwatch.GetTimestamp());
        await Task.WhenAll(pairs.Select(pair => Task.Run(() => PassAsync(pair, size, () => Stopwatch.GetElapsedTime(started).TotalSeconds >= seconds))));
        var (elapsed, used) = (Stopwatch.GetElapsedTime(started).TotalSeconds, Machine.CpuSeconds(process) - cpu);
        var megabytes = pairs.Sum(p => p.Agent.Received) / Megabyte;
        foreach (var pair in pairs) pair.Dispose();
        return (megabytes / elapsed, megabytes / used);
    }

    static async Task PassAsync(Pair pair, int size, Func<bool> over)
    {
        var (frames, messages) = RawSocket.Frames(size);
        var (first, expected) = (pair.Agent.Received, long.MaxValue);
        await Task.WhenAll(Task.Run(SendAsync), Task.Run(ReceiveAsync));

        async Task SendAsync()
        {
            var sent = 1L;
            for (; !over(); sent++) await pair.Browser.WriteAsync(frames);
            // known before the last one is written: who reads it knows that it was the last
            Volatile.Write(ref expected, first + sent * messages * size);
            await pair.Browser.WriteAsync(frames);
        }

        async Task ReceiveAsync()
        {
            while (pair.Agent.Received < Volatile.Read(ref expected))
                if (!await pair.Agent.ReadAsync()) throw new BenchException("The relay closed.");
        }
    }

    static async Task<List<double>> AddedAsync(Func<Task<Pair>> open, int count, double direct)
    {
        using var pair = await open();
        var mirror = MirrorAsync(pair.Agent, count);
        var echoes = await EchoesAsync(pair.Browser, count);
        await mirror;
        return echoes.ConvertAll(e => e - direct);
    }

    /// Microseconds for each message to come back.
    static async Task<List<double>> EchoesAsync(RawSocket socket, int count)
    {
        var frame = One(EchoSize);
        var (echoes, first) = (new List<double>(), socket.Received);
        for (var i = 1; i <= count; i++)
        {
            var started = Stopwatch.GetTimestamp();
            await socket.WriteAsync(frame);
            await UntilAsync(socket, first + (long)i * EchoSize);
            echoes.Add(Stopwatch.GetElapsedTime(started).TotalMicroseconds);
        }
        return echoes;
    }

    static async Task MirrorAsync(RawSocket socket, int count)
    {
        var (frame, first) = (One(EchoSize), socket.Received);
        for (var i = 1; i <= count; i++)
        {
            await UntilAsync(socket, first + (long)i * EchoSize);
            await socket.WriteAsync(frame);
        }
    }

    static byte[] One(int size) => RawSocket.Frames(size) is var (bytes, messages) ? bytes[..(bytes.Length / messages)] : [];

    static async Task UntilAsync(RawSocket socket, long received)
    {
        while (socket.Received < received)
            if (!await socket.ReadAsync()) throw new BenchException("The relay closed.");
    }
}

/// <summary>Both ends of one tunnel, joined.</summary>
sealed record Pair(RawSocket Browser, RawSocket Agent) : IDisposable
{
    /// <summary>A session as a person starts it; the agent's end dials what the server told it.</summary>
    public static async Task<Pair> OfRelayAsync(ServerProcess server, Person person, FakeAgent agent, Guid device)
    {
        var dialled = new TaskCompletionSource<RawSocket>(TaskCreationOptions.RunContinuationsAsynchronously);
        agent.Tunnel = async tunnel =>
        {
            try
            {
                if (!RelayUrl.TryResolve(agent.Address, tunnel.Value, out var url)) throw new BenchException("The agent was sent to another server.");
                dialled.SetResult(await RawSocket.ConnectAsync(server.Address, url!.PathAndQuery));
            }
            catch (Exception e) { dialled.SetException(e); }
        };
        JsonElement pass = await person.PostAsync("/api/sessions", new { deviceId = device, kind = "Terminal" });
        var browser = await RawSocket.ConnectAsync(server.Address, pass.GetProperty("path").GetString()!, ("Origin", person.Origin), ("Cookie", person.Cookie));
        return await JoinedAsync(new(browser, await dialled.Task));
    }

    public static async Task<Pair> OfBareAsync(Uri address)
    {
        var path = $"/pair?id={Guid.NewGuid():N}";
        return new(await RawSocket.ConnectAsync(address, path), await RawSocket.ConnectAsync(address, path));
    }

    /// Both are told "c" before anything else.
    static async Task<Pair> JoinedAsync(Pair pair)
    {
        foreach (var end in new[] { pair.Browser, pair.Agent })
            while (end.Received < RelayProtocol.Joined.Length)
                if (!await end.ReadAsync()) throw new BenchException("The relay closed instead of joining.");
        return pair;
    }

    public void Dispose()
    {
        Browser.Dispose();
        Agent.Dispose();
    }
}
