using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using MeshEvents.Cli.Arguments;
using MeshEvents.Cli.Forward;
using MeshEvents.Cli.Output;

namespace MeshEvents.Cli.Verbs;

static class ForwardVerb
{
    static readonly IReadOnlyList<Column> columns =
        [Column.Member("EVENT", "event"), Column.Member("FROM", "from"), Column.Member("TO", "to"), Column.Member("UP", "up"), Column.Member("DOWN", "down"), Column.Member("WHY", "why")];

    public static readonly Verb Forward = new("forward", "A port of this machine that leads to a port at or behind a device, until Ctrl-C. Each connection is a session in the history.", RunAsync)
    {
        Positionals = [new("[ADDRESS:]PORT", "where to listen; without an address for this machine alone, 0 is any free port"), new("DEVICE[:HOST]:PORT", "the device's own port, or that of a host it reaches")],
        Options = [new("reason", "TEXT", "why; stands in the history")],
        Examples = ["mesh forward 5432 db-1:5432", "mesh forward 8080 pc-17:printer.lan:80", "mesh forward 0.0.0.0:2222 web-1:22 --reason 'ticket 4711'"],
    };

    static async Task<int> RunAsync(Call call, CancellationToken stop)
    {
        var (near, far) = (NearPort.Parse(call.At(0)!), FarPort.Parse(call.At(1)!));
        var device = await Lookup.DeviceAsync(call.Session.Server, far.Device, stop);
        using var listener = new TcpListener(near);
        try { listener.Start(); }
        catch (SocketException e) { throw new MeshException(Exit.Refused, $"Port {near} cannot be listened at: {e.Message}", "choose another one, or 0 for any that is free"); }

        using var printing = new SemaphoreSlim(1, 1);
        var running = new HashSet<Task>();
        await TellAsync("listening", $"{listener.LocalEndpoint}", $"{far}", null, null);
        try
        {
            while (true)
            {
                running.RemoveWhere(r => r.IsCompleted);
                running.Add(OneAsync(await listener.AcceptSocketAsync(stop)));
            }
        }
        finally { await Task.WhenAll(running); }

        async Task OneAsync(Socket socket)
        {
            using var open = socket;
            socket.NoDelay = true;
            var (from, why) = ($"{socket.RemoteEndPoint}", (string?)null);
            var connection = new ForwardedConnection(call.Session.Server, device, far, call["reason"], socket);
            try { await connection.RunAsync(stop); }
            catch (OperationCanceledException) when (stop.IsCancellationRequested) { why = "Interrupted."; }
            catch (Exception e) when (e is MeshException or WebSocketException or SocketException or ObjectDisposedException) { why = e.Message; }
            if (why is not null)
            {
                socket.Close(0);          // a reset: whoever connected did not get what they asked for
                if (!stop.IsCancellationRequested) call.Session.Terminal.Error.WriteLine($"mesh: connection from {from}: {why}");
            }
            await TellAsync("closed", from, $"{far}", connection, why);
        }

        async Task TellAsync(string what, string from, string to, ForwardedConnection? connection, string? why)
        {
            await printing.WaitAsync(CancellationToken.None);
            try
            {
                // a person is told where to connect, and what failed; programs get every connection
                if (call.Session.Out.Format is OutputFormat.Table) { if (connection is null) await call.Session.Out.SayAsync($"Listening at {from}; connections go to {to}. Ctrl-C ends."); }
                else await call.Session.Out.LiveAsync(JsonElement.Parse(new JsonObject { ["event"] = what, ["from"] = from, ["to"] = to, ["up"] = connection?.Up, ["down"] = connection?.Down, ["why"] = why }.ToJsonString()), columns);
            }
            finally { printing.Release(); }
        }
    }
}
