using System.Collections.Concurrent;
using System.Net.WebSockets;
using MeshEvents.Devices.Gateway;

namespace MeshEvents.Modules.Tests.Devices.Gateway;

/// <summary>More half-open sockets than there are places, over real TLS; on a server of its own, whose clock is put forward.</summary>
public sealed class AgentCrowdTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    const int Crowd = 5000;

    [Theory]
    [InlineData(1, AgentLimits.MostFromOne)]
    [InlineData(25, AgentLimits.MostOpen)]
    public async Task A_crowd_keeps_no_honest_agent_out_and_is_sent_away_in_time(int addresses, int places)
    {
        var limits = server.Get<AgentLimits>();
        var crowd = new ConcurrentBag<MessageSocket>();
        var refused = 0;
        try
        {
            var wanted = Enumerable.Range(0, Crowd).Select(i => $"127.0.50.{i % addresses + 1}");
            await Parallel.ForEachAsync(wanted, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (from, _) =>
            {
                try { crowd.Add(await MessageSocket.OpenAsync(server.Address, "/agent.ashx", from)); }
                catch (WebSocketException e) when (e.Data["status"] is HttpStatusCode.TooManyRequests) { Interlocked.Increment(ref refused); }
            });
            // an address takes places of those that have more, until all have as many; then it is refused
            Assert.Equal((Crowd, places), (crowd.Count + refused, limits.Open));
            Assert.InRange(refused, 1, Crowd - places);

            await using var honest = await FakeAgent.OnlineAsync(server, new(), server.Group.MeshId, from: "127.0.51.1");
            server.Clock.Jump(AgentLimits.Patience + TimeSpan.FromSeconds(1));
            await Waiting.Until(() => limits.Open == 0, "all places to be free again");
            foreach (var socket in crowd) await socket.ClosedAsync();
            Assert.False(honest.Closed.IsCompleted, "the honest agent stays");
        }
        finally { foreach (var socket in crowd) await socket.DisposeAsync(); }

        await using var after = await MessageSocket.OpenAsync(server.Address, "/agent.ashx", "127.0.50.1");
        Assert.Equal(WebSocketState.Open, after.State);
    }
}
