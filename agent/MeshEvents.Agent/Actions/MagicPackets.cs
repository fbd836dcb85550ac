using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace MeshEvents.Agent.Actions;

/// <summary>Magic packets (AMD, Magic Packet Technology, 1995): six times FF, then sixteen times the address of the card; by UDP to port 9 of everybody on a network.</summary>
/// <param name="networks">The machine's own address in each network, and that of everybody there.</param>
sealed class MagicPackets(Func<IReadOnlyList<(IPAddress Own, IPAddress Everybody)>> networks, int port = 9)
{
    const int Repeats = 16;

    public MagicPackets() : this(Broadcasts)
    {
    }

    public IReadOnlyList<(IPAddress Own, IPAddress Everybody)> Networks() => networks();

    public static byte[] For(ReadOnlySpan<byte> mac)
    {
        var packet = new byte[6 + Repeats * mac.Length];
        packet.AsSpan(0, 6).Fill(0xFF);
        for (var i = 0; i < Repeats; i++) mac.CopyTo(packet.AsSpan(6 + i * mac.Length));
        return packet;
    }

    /// <returns>On how many networks they went out.</returns>
    public async Task<int> SendAsync(IReadOnlyList<byte[]> macs, CancellationToken stop)
    {
        var sent = 0;
        foreach (var (own, everybody) in networks())
        {
            try
            {
                using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { EnableBroadcast = true };
                socket.Bind(new IPEndPoint(own, 0));          // so that it leaves by this card
                foreach (var mac in macs) await socket.SendToAsync(For(mac), SocketFlags.None, new IPEndPoint(everybody, port), stop);
                sent++;
            }
            catch (SocketException) { continue; }          // this network is gone; the others are still there
        }
        return sent;
    }

    static IReadOnlyList<(IPAddress Own, IPAddress Everybody)> Broadcasts()
    {
        try
        {
            return [.. NetworkInterface.GetAllNetworkInterfaces().Where(i => i.OperationalStatus is OperationalStatus.Up && i.NetworkInterfaceType is not NetworkInterfaceType.Loopback)
                .SelectMany(i => i.GetIPProperties().UnicastAddresses).Where(a => a.Address.AddressFamily is AddressFamily.InterNetwork && a.PrefixLength is >= 8 and <= 30)
                .Select(a => (a.Address, Everybody(a.Address.GetAddressBytes(), a.IPv4Mask.GetAddressBytes())))];
        }
        catch (NetworkInformationException) { return []; }          // they change at this moment
    }

    static IPAddress Everybody(byte[] own, byte[] mask) => new([.. own.Zip(mask, (a, m) => (byte)(a | ~m))]);
}
