using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using MeshEvents.Server.Configuration;

namespace MeshEvents.Server.Wiring;

/// <summary>The names and addresses this machine is reached by: the same list stands in the web certificate and is asked of every request.</summary>
static class OwnNames
{
    public static IReadOnlyList<string> Of(ServerSettings settings)
    {
        var names = new List<string>();
        if (settings.Cert is { } cert) names.Add(cert);
        names.Add("localhost");
        names.Add(Environment.MachineName.ToLowerInvariant());
        names.AddRange(settings.HostNames);
        names.AddRange(settings.Domains.Select(d => d.Dns).OfType<string>());
        names.AddRange(Addresses().Select(a => a.ToString()));
        return [.. names.Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    static IEnumerable<IPAddress> Addresses() =>
        NetworkInterface.GetAllNetworkInterfaces().Where(n => n.OperationalStatus is OperationalStatus.Up)
            .SelectMany(n => n.GetIPProperties().UnicastAddresses).Select(a => a.Address)
            .Where(a => a.AddressFamily is AddressFamily.InterNetwork || a.AddressFamily is AddressFamily.InterNetworkV6 && !a.IsIPv6LinkLocal)
            .Append(IPAddress.Loopback).Append(IPAddress.IPv6Loopback).Distinct();
}
