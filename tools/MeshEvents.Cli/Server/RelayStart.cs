using System.Net.WebSockets;
using System.Text;
using MeshEvents.Wire.Relay;

namespace MeshEvents.Cli.Server;

/// <summary>The beginning of every tunnel (spec/relay.md 3): the relay's word that both ends are there.</summary>
static class RelayStart
{
    static readonly TimeSpan patience = TimeSpan.FromSeconds(20);

    /// <exception cref="MeshException">The device did not come.</exception>
    /// <exception cref="WebSocketException">The connection broke.</exception>
    public static async Task JoinedAsync(ClientWebSocket socket, CancellationToken stop)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(stop);
        late.CancelAfter(patience);
        var buffer = new byte[64];
        try
        {
            while (await socket.ReceiveAsync(buffer.AsMemory(), late.Token) is { MessageType: not WebSocketMessageType.Close } got)
                if (got is { MessageType: WebSocketMessageType.Text, EndOfMessage: true } && Encoding.UTF8.GetString(buffer, 0, got.Count) is RelayProtocol.Joined or RelayProtocol.JoinedRecorded) return;
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested) { throw NoAnswer(); }
        throw NoAnswer();
    }

    static MeshException NoAnswer() => new(Exit.Unreachable, "The device did not answer.", "mesh devices 'status:online'");
}
