using System.Collections.Concurrent;
using System.Net.WebSockets;
using MeshEvents.Swarm;

namespace MeshEvents.Bench.Figures;

/// <summary>Resident memory of the server for each connected, silent agent over TLS. Baseline: as many silent WebSockets at a bare Kestrel.</summary>
static class IdleAgents
{
    const int AtOnce = 20, WarmUp = 50;

    public static async Task RunAsync(Bed bed, Table table)
    {
        var agents = bed.Brief ? 600 : 3000;
        await using var server = await ServerProcess.StartAsync(bed, "idle");
        using var person = await server.SetUpAsync();
        var settings = await person.SettingsAsync();
        await using (await Swarm.Swarm.ConnectAsync(FakeIdentity.Family(WarmUp), settings, AtOnce)) { /* and gone again */ }

        var before = (All: await Machine.SettledKbAsync(server.Id), Own: Machine.AnonymousKb(server.Id));
        double each, anonymous;
        await using (await Swarm.Swarm.ConnectAsync(FakeIdentity.Family(agents), settings, AtOnce))
        {
            each = (double)(await Machine.SettledKbAsync(server.Id) - before.All) / agents;
            anonymous = (double)(Machine.AnonymousKb(server.Id) - before.Own) / agents;
        }
        table.Add(new($"memory for each of {agents} idle agents", each, "KB", await BareAsync(agents), "an idle bare TLS WebSocket", Target.Most(60)));
        table.Add(new("of it heap and stacks", anonymous, "KB"));
    }

    static async Task<double> BareAsync(int count)
    {
        var (bare, address) = await BareServer.StartAsync();
        await using var _ = bare;
        var idle = new Uri($"wss://localhost:{address.Port}/idle");
        await HoldAsync(idle, WarmUp, () => Task.FromResult(0L));
        var before = await Machine.SettledKbAsync(bare.Id);
        return (double)(await HoldAsync(idle, count, () => Machine.SettledKbAsync(bare.Id)) - before) / count;
    }

    static async Task<long> HoldAsync(Uri address, int count, Func<Task<long>> meanwhile)
    {
        var sockets = new ConcurrentBag<ClientWebSocket>();
        try
        {
            await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (_, stop) =>
            {
                var socket = new ClientWebSocket { Options = { RemoteCertificateValidationCallback = (_, _, _, _) => true } };
                sockets.Add(socket);
                await socket.ConnectAsync(address, stop);
            });
            return await meanwhile();
        }
        finally { foreach (var socket in sockets) socket.Abort(); }
    }
}
