using System.Net.Sockets;

namespace MeshEvents.Cli.Tests.Support;

/// <summary>Stands between <c>mesh</c> and the server, passes bytes on, and can cut every connection that goes through it.</summary>
sealed class CuttingProxy : IAsyncDisposable
{
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly int target;
    readonly object gate = new();
    readonly List<Socket> open = [];
    readonly Task accepting;
    long passed;

    public CuttingProxy(int target)
    {
        this.target = target;
        listener.Start();
        accepting = AcceptAsync();
    }

    public string Url => $"https://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}";

    /// <summary>Bytes both ways.</summary>
    public long Passed => Interlocked.Read(ref passed);

    public void Cut()
    {
        lock (gate)
        {
            foreach (var socket in open) socket.Close(0);         // a reset, not a goodbye
            open.Clear();
        }
    }

    async Task AcceptAsync()
    {
        try
        {
            while (true) _ = PassAsync(await listener.AcceptTcpClientAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException) { return; }         // it was stopped
    }

    async Task PassAsync(TcpClient near)
    {
        using var far = new TcpClient();
        using (near)
        {
            lock (gate) open.AddRange([near.Client, far.Client]);
            try
            {
                await far.ConnectAsync(IPAddress.Loopback, target);
                await Task.WhenAny(CopyAsync(near.GetStream(), far.GetStream()), CopyAsync(far.GetStream(), near.GetStream()));
            }
            catch (Exception e) when (e is SocketException or InvalidOperationException or IOException) { return; }         // cut
        }
    }

    async Task CopyAsync(NetworkStream from, NetworkStream to)
    {
        var buffer = new byte[64 << 10];
        try
        {
            for (int got; (got = await from.ReadAsync(buffer)) > 0; Interlocked.Add(ref passed, got)) await to.WriteAsync(buffer.AsMemory(0, got));
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException) { return; }         // cut
    }

    public async ValueTask DisposeAsync()
    {
        listener.Stop();
        Cut();
        await accepting;
    }
}
