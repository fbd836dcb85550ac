using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization;
using MeshEvents.Agent.Platform;
using MeshEvents.Agent.Platform.Inventory;
using MeshEvents.Wire;
using MeshEvents.Wire.AgentHandshake;
using MeshEvents.Wire.ControlMessages;

namespace MeshEvents.Agent.Inventory;

/// <summary>What the machine looks like now, in the words of the control channel.</summary>
static class MachineReport
{
    public static CoreInfo Core(IMachine machine, AgentOffers offers)
    {
        var capabilities = offers.Capabilities();
        return new(
            $"MeshEvents Agent {AgentVersion.Text}",
            (uint)capabilities,
            machine.OsDescription,
            machine.IsAdministrator,
            machine.LastBoot?.ToUnixTimeMilliseconds(),
            [.. machine.Users().Order(StringComparer.Ordinal)],          // who is in front changes, and is no news
            new(AgentVersion.Text, offers.Features(capabilities), capabilities.HasFlag(AgentCapabilities.Terminal) ? machine.Shells() : [], offers.LeastConsent));
    }

    /// <summary>Interfaces with their addresses, in a stable order so that equal states give equal messages. Null when they change while they are read.</summary>
    public static NetInfo? Network()
    {
        var interfaces = new SortedDictionary<string, IReadOnlyList<NetworkAddress>>(StringComparer.Ordinal);
        try
        {
            foreach (var one in NetworkInterface.GetAllNetworkInterfaces()) interfaces[one.Name] = Addresses(one);
            return new(interfaces);
        }
        catch (NetworkInformationException)      // an interface went away in between; the next look finds a settled state
        {
            return null;
        }
    }

    /// <summary>The hardware and SHA-384 over its canonical form (members in the order of the records), as hexadecimal digits.</summary>
    public static SysInfoData Hardware(IMachine machine)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(machine.Inventory(), MachineReportJson.Default.MachineInventory);
        using var document = JsonDocument.Parse(json);
        return new(document.RootElement.Clone(), Bytes48.HashOf(json).ToHex());
    }

    static IReadOnlyList<NetworkAddress> Addresses(NetworkInterface of)
    {
        var properties = of.GetIPProperties();
        var gateway = properties.GatewayAddresses.FirstOrDefault(g => g.Address.AddressFamily == AddressFamily.InterNetwork)?.Address.ToString();
        var mac = of.GetPhysicalAddress().GetAddressBytes();
        return
        [
            .. properties.UnicastAddresses.Select(a => new NetworkAddress(
                new IPAddress(a.Address.GetAddressBytes()).ToString(),      // without the scope, a number that means something only here
                a.Address.AddressFamily == AddressFamily.InterNetworkV6 ? "IPv6" : "IPv4",
                a.Address.AddressFamily == AddressFamily.InterNetwork ? a.IPv4Mask.ToString() : null,
                mac.Length > 0 ? string.Join(':', mac.Select(b => b.ToString("X2", CultureInfo.InvariantCulture))) : null,
                TypeOf(of),
                of.OperationalStatus == OperationalStatus.Down ? "down" : "up",
                a.Address.AddressFamily == AddressFamily.InterNetwork ? gateway : null,
                of.Speed > 0 ? of.Speed : null)).OrderBy(a => a.Address, StringComparer.Ordinal),
        ];
    }

    static string TypeOf(NetworkInterface of) => of.NetworkInterfaceType switch
    {
        NetworkInterfaceType.Ethernet or NetworkInterfaceType.GigabitEthernet => "ethernet",
        NetworkInterfaceType.Wireless80211 => "wireless",
        NetworkInterfaceType.Loopback => "loopback",
        _ => "other",
    };
}

[JsonSerializable(typeof(MachineInventory))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
sealed partial class MachineReportJson : JsonSerializerContext;
