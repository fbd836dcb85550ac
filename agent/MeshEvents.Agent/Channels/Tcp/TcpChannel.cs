using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using MeshEvents.Agent.Connection;
using MeshEvents.Wire;
using MeshEvents.Wire.Relay;

namespace MeshEvents.Agent.Channels.Tcp;

/// <summary>
/// One TCP connection from this device, whose bytes go through a tunnel (spec/relay.md 7). Each side is read only when the other has taken what was read before. The end of one
/// direction is told (<see cref="RelayEndOfStream"/>) and the other goes on.
/// </summary>
sealed class TcpChannel(ServerSocket socket, TcpPolicy policy, TimeProvider time)
{
    const int Chunk = 64 << 10;

    static readonly TimeSpan connectTime = TimeSpan.FromSeconds(10);

    readonly TaskCompletionSource upEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async Task RunAsync(string host, int port)
    {
        var (target, why) = await ConnectAsync(host, port);
        if (target is null)
        {
            await Tunnel.RefuseAsync(socket, why);
            return;
        }
        using (target)
        {
            var (up, down) = (UpAsync(target), DownAsync(target));
            // both directions came to their end; or one end broke or said goodbye, and takes the other along
            await Task.WhenAny(up, down);
            var whole = down.IsCompleted && await down;
            if (whole)
            {
                await Task.WhenAny(up, upEnded.Task);
                whole = upEnded.Task.IsCompleted;
            }
            if (whole) await TellAsync(new RelayClose());
            else target.Close(0);
            socket.Stop();
            await Task.WhenAll(up, down);
        }
    }

    async Task<(Socket? Target, string Why)> ConnectAsync(string host, int port)
    {
        using var late = new CancellationTokenSource(connectTime, time);
        var place = host.Contains(':') ? $"[{host}]:{port}" : $"{host}:{port}";
        try
        {
            var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(host, late.Token);
            var allowed = addresses.Where(a => policy.Allows(a, port)).ToArray();
            if (addresses.Length > 0 && allowed.Length == 0) return (null, $"The policy of this device does not allow {place}.");
            SocketException? last = null;
            foreach (var address in allowed)
            {
                var target = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                try
                {
                    await target.ConnectAsync(address, port, late.Token);
                    return (target, "");
                }
                catch (SocketException e)
                {
                    target.Dispose();
                    last = e;
                }
                catch (OperationCanceledException)
                {
                    target.Dispose();
                    throw;
                }
            }
            return (null, Words(place, last?.SocketErrorCode ?? SocketError.HostNotFound));
        }
        catch (SocketException e) { return (null, Words(place, e.SocketErrorCode)); }
        catch (OperationCanceledException) { return (null, Words(place, SocketError.TimedOut)); }
    }

    static string Words(string place, SocketError error) => error switch
    {
        SocketError.ConnectionRefused => $"Nothing listens at {place}.",
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => $"The device knows no address of {place}.",
        SocketError.HostUnreachable or SocketError.NetworkUnreachable => $"The device has no way to {place}.",
        SocketError.TimedOut => $"{place} did not answer within {connectTime.TotalSeconds} seconds.",
        _ => $"{place} could not be reached: {error}.",
    };

    /// <summary>Until the tunnel is over; after the end of the stream only to notice that.</summary>
    async Task UpAsync(Socket target)
    {
        try
        {
            while (await socket.ReceiveAsync(Tunnel.MessageLimit) is { } message)
            {
                if (!message.IsText)
                {
                    for (var left = message.Bytes; !left.IsEmpty; left = left[await target.SendAsync(left)..]) { /* all of it, however the system takes it */ }
                    continue;
                }
                if (RelayControlReader.Read(message.Bytes, inStart: false, out var control, out _) != Reading.Done) continue;
                if (control is RelayPing) await TellAsync(new RelayPong());
                if (control is RelayClose) return;
                if (control is not RelayEndOfStream) continue;
                target.Shutdown(SocketShutdown.Send);
                upEnded.TrySetResult();
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or WebSocketException or MessageTooLong) { return; }
    }

    /// <returns>True when the target came to the end of its stream; false when an end broke.</returns>
    async Task<bool> DownAsync(Socket target)
    {
        var buffer = new byte[Chunk];
        try
        {
            for (int got; (got = await target.ReceiveAsync(buffer.AsMemory())) > 0;) await socket.SendBinaryAsync(buffer.AsMemory(0, got));
            await TellAsync(new RelayEndOfStream());
            return true;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or WebSocketException) { return false; }
    }

    Task TellAsync(RelayControl control) => socket.SendTextAsync(RelayControlWriter.Write(control));
}
