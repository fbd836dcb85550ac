using System.Net.WebSockets;
using MeshEvents.Swarm;

namespace MeshEvents.Bench.Figures;

/// <summary>
/// Known agents come back: TLS handshake, both signatures (ours RSA 3072), the device found, presence, its host name compared. CPU time of the server for each.
/// Baseline: a TLS WebSocket opened at a bare Kestrel.
/// </summary>
static class AgentLogins
{
    const int AtOnce = 4;

    public static async Task RunAsync(Bed bed, Table table)
    {
        var (agents, rounds) = bed.Brief ? (50, 3) : (200, 5);
        await using var server = await ServerProcess.StartAsync(bed, "logins");
        using var person = await server.SetUpAsync();
        var settings = await person.SettingsAsync();
        var family = FakeIdentity.Family(agents);
        await using (await Swarm.Swarm.ConnectAsync(family, settings, AtOnce)) { /* enrolled */ }
        var (bare, address) = await BareServer.StartAsync();
        await using var _ = bare;

        var (ours, plain) = (new List<double>(), new List<double>());
        for (var round = -3 * rounds; round < rounds; round++)
        {
            var used = await CpuAsync(server.Id, async () => { await using (await Swarm.Swarm.ConnectAsync(family, settings, AtOnce)) { /* and gone again */ } });
            var bareUsed = await CpuAsync(bare.Id, () => OpenAsync(new Uri($"wss://localhost:{address.Port}/idle"), agents));
            if (round < 0) continue;        // what comes first warms up: a server compiles what is hot for its first thousands of logins
            ours.Add(used / agents * 1000);
            plain.Add(bareUsed / agents * 1000);
        }
        table.Add(new("server CPU for an agent's login over TLS", ours.Median(), "ms", plain.Median(), "opening a bare TLS WebSocket", Target.Most(2.5)));
    }

    static async Task<double> CpuAsync(int process, Func<Task> work)
    {
        var before = Machine.CpuSeconds(process);
        await work();
        return Machine.CpuSeconds(process) - before;
    }

    static Task OpenAsync(Uri address, int count) => Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (_, stop) =>
    {
        using var socket = new ClientWebSocket { Options = { RemoteCertificateValidationCallback = (_, _, _, _) => true } };
        await socket.ConnectAsync(address, stop);
        socket.Abort();
    });
}
